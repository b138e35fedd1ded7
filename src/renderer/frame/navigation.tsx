/** The narrow column at the left: where one can go. */
import { Icon } from '../components/icon.tsx';
import { useLanguage } from '../i18n/language.tsx';
import styles from './navigation.module.css';
import { go, type Place, type ScreenName, usePlace } from './place.ts';
import { screens } from './screens.tsx';

const names = Object.keys(screens) as readonly ScreenName[];

export const Navigation = () => {
  const { say } = useLanguage();
  const here = usePlace((state) => state.place.screen);
  return (
    <nav className={styles.navigation} aria-label={say('frame.navigation')}>
      <p className={styles.name}>Dropline</p>
      <ul>
        {names.map((name) => {
          const { navigation } = screens[name];
          if (navigation === undefined) return null;
          const place: Place = { screen: name, about: {} };
          return (
            <li key={name}>
              <button
                type="button"
                aria-current={name === here ? 'page' : undefined}
                onClick={() => go(place)}
              >
                <Icon name={navigation.icon} />
                {say(navigation.label)}
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
};

/** The narrow column at the left: where one can go. */
import { Icon } from '../components/icon.tsx';
import { useLanguage } from '../i18n/language.tsx';
import styles from './navigation.module.css';
import { go, type Place, type ScreenName, usePlace } from './place.ts';
import { screens } from './screens.tsx';

const names = Object.keys(screens) as readonly ScreenName[];

/** The app's sign: a drop that comes to rest on a line. */
const Mark = () => (
  <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" focusable="false">
    <path
      d="M11 2.2c2.6 3.4 4.6 5.8 4.6 8.4a4.6 4.6 0 0 1-9.2 0c0-2.6 2-5 4.6-8.4z"
      fill="var(--blue)"
    />
    <path d="M3 19h16" stroke="var(--blue)" strokeWidth="1.8" strokeLinecap="round" />
  </svg>
);

const Ways = ({ isAtFoot }: { isAtFoot: boolean }) => {
  const { say } = useLanguage();
  const here = usePlace((state) => state.place.screen);
  return (
    <ul>
      {names.map((name) => {
        const { navigation } = screens[name];
        if (navigation === undefined || (navigation.isAtFoot ?? false) !== isAtFoot) return null;
        const place: Place = { screen: name, about: {} };
        return (
          <li key={name}>
            <button
              type="button"
              className="bare"
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
  );
};

export const Navigation = () => {
  const { say } = useLanguage();
  return (
    <nav className={styles.navigation} aria-label={say('frame.navigation')}>
      <p className={styles.name}>
        <Mark />
        Dropline
      </p>
      <Ways isAtFoot={false} />
      <Ways isAtFoot />
    </nav>
  );
};

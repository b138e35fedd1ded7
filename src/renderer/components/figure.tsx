/** A number as it stands in a table: tabular, right-aligned, with separators. */
import { useLanguage } from '../i18n/language.tsx';
import styles from './figure.module.css';

export const Figure = ({ value }: { value: number }) => {
  const { words } = useLanguage();
  return <span className={styles.figure}>{words.number(value)}</span>;
};

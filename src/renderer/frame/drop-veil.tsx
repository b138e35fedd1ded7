/** Shows, over the whole window, that what is being dragged can be dropped. */
import { useEffect, useState } from 'react';
import { Icon } from '../components/icon.tsx';
import { useLanguage } from '../i18n/language.tsx';
import styles from './drop-veil.module.css';

const bringsFiles = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes('Files') ?? false;

/** Whether files are dragged over the window. */
const useIsDraggingFiles = (): boolean => {
  const [isDragging, setIsDragging] = useState(false);
  useEffect(() => {
    const enter = (event: DragEvent) => bringsFiles(event) && setIsDragging(true);
    const end = () => setIsDragging(false);
    // What is entered is told; nothing is where the window is left.
    const leave = ({ relatedTarget }: DragEvent) => relatedTarget === null && end();
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', end, true);
    // No mouse moves while something is dragged.
    window.addEventListener('mousemove', end);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', end, true);
      window.removeEventListener('mousemove', end);
    };
  }, []);
  return isDragging;
};

/**
 * It takes the drop. What lies below may be drawn anew under the pointer, and a drop on what is no longer
 * there is heard by nobody.
 */
export const DropVeil = () => {
  const { say } = useLanguage();
  if (!useIsDraggingFiles()) return null;
  return (
    <div className={styles.veil}>
      <div className={styles.words}>
        <Icon name="drop" size={40} />
        <strong>{say('frame.drop')}</strong>
        <span>{say('frame.dropHint')}</span>
      </div>
    </div>
  );
};

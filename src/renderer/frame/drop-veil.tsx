/** Shows, over the whole window, that what is being dragged can be dropped. */
import { useEffect, useState } from 'react';
import { Icon } from '../components/icon.tsx';
import { useLanguage } from '../i18n/language.tsx';
import styles from './drop-veil.module.css';

const bringsFiles = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes('Files') ?? false;

const useIsDraggingFiles = (): boolean => {
  const [isDragging, setIsDragging] = useState(false);
  useEffect(() => {
    // Entering a child comes before leaving its parent: only the count tells when it is over.
    let depth = 0;
    const update = (change: number) => {
      depth = Math.max(0, depth + change);
      setIsDragging(depth > 0);
    };
    const enter = (event: DragEvent) => bringsFiles(event) && update(1);
    const leave = (event: DragEvent) => bringsFiles(event) && update(-1);
    const end = () => update(-depth);
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', end, true);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', end, true);
    };
  }, []);
  return isDragging;
};

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

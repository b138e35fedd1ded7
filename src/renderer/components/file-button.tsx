/** A button that chooses files. The preload script hears what is chosen, as it hears a drop. */
import { Button, type ButtonProps } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import styles from './file-button.module.css';

export type FileButtonProps = Pick<ButtonProps, 'size' | 'variant'> & {
  readonly multiple?: boolean;
  readonly children: ReactNode;
};

export const FileButton = ({ multiple, children, ...button }: FileButtonProps) => {
  const inputId = useId();
  return (
    <Button component="label" htmlFor={inputId} className={styles.button} {...button}>
      {children}
      <input
        id={inputId}
        className="visually-hidden"
        type="file"
        multiple={multiple ?? false}
        accept=".csv,.tsv,.txt"
      />
    </Button>
  );
};

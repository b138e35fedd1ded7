/**
 * Holds back the failure of a screen: what stands around it stays, and any other place can be gone to.
 * React knows no such thing but as a class.
 */
import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Notice } from '../components/failure.tsx';
import { Page } from '../components/page.tsx';
import { useLanguage } from '../i18n/language.tsx';
import { go, type Place } from './place.ts';

const ScreenFailed = () => {
  const { say, words } = useLanguage();
  return (
    <Page title={say('frame.screenFailed')}>
      <Notice
        what={words.failure({ code: 'internal-error', details: {} }).what}
        why={say('frame.screenFailedWhy')}
        whatToDo={say('frame.screenFailedWhatToDo')}
      >
        <Button variant="default" onClick={() => go({ screen: 'home', about: {} })}>
          {say('frame.goHome')}
        </Button>
      </Notice>
    </Page>
  );
};

type BoundaryProps = {
  readonly place: Place;
  readonly children: ReactNode;
};

type BoundaryState = {
  readonly place: Place;
  readonly hasFailed: boolean;
};

export class ScreenBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { place: this.props.place, hasFailed: false };

  static getDerivedStateFromError(): Partial<BoundaryState> {
    return { hasFailed: true };
  }

  /** Whoever goes to a place, and be it the same, has it tried anew. */
  static getDerivedStateFromProps(
    { place }: BoundaryProps,
    state: BoundaryState,
  ): BoundaryState | null {
    return place === state.place ? null : { place, hasFailed: false };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <ScreenFailed /> : this.props.children;
  }
}

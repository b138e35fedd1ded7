/**
 * Every screen of the window, in the order of the navigation. To add one: a line in `Places`
 * (place.ts), its words in `i18n/`, its component in `features/<screen>/`, and an entry here.
 */
import type { ComponentType } from 'react';
import type { IconName } from '../components/icon.tsx';
import { BuildScreen } from '../features/build/build-screen.tsx';
import { DeliveriesScreen } from '../features/deliveries/deliveries-screen.tsx';
import { ChannelsScreen } from '../features/channels/channels-screen.tsx';
import { FileCheckScreen } from '../features/file-check/file-check-screen.tsx';
import { HelpScreen } from '../features/help/help-screen.tsx';
import { HomeScreen } from '../features/home/home-screen.tsx';
import { ReportScreen } from '../features/report/report-screen.tsx';
import { SettingsScreen } from '../features/settings/settings-screen.tsx';
import type { Places, ScreenName } from './place.ts';

export type Screen<Name extends ScreenName> = {
  readonly component: ComponentType<Places[Name]>;
  /** How the navigation shows it. Screens without are reached from other screens. */
  readonly navigation?: {
    readonly icon: IconName;
    readonly label: `frame.${Exclude<ScreenName, 'build'>}`;
    /** Below the others, at the foot of the column. */
    readonly isAtFoot?: true;
  };
};

export const screens: { readonly [Name in ScreenName]: Screen<Name> } = {
  home: { component: HomeScreen, navigation: { icon: 'home', label: 'frame.home' } },
  fileCheck: { component: FileCheckScreen, navigation: { icon: 'list', label: 'frame.fileCheck' } },
  build: { component: BuildScreen },
  deliveries: {
    component: DeliveriesScreen,
    navigation: { icon: 'deliver', label: 'frame.deliveries' },
  },
  report: { component: ReportScreen, navigation: { icon: 'report', label: 'frame.report' } },
  channels: {
    component: ChannelsScreen,
    navigation: { icon: 'channel', label: 'frame.channels' },
  },
  help: {
    component: HelpScreen,
    navigation: { icon: 'help', label: 'frame.help', isAtFoot: true },
  },
  settings: {
    component: SettingsScreen,
    navigation: { icon: 'settings', label: 'frame.settings', isAtFoot: true },
  },
};

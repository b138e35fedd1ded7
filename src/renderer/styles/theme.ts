/** Mantine in the colours of `paper.css`. */
import {
  Button,
  createTheme,
  Notification,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';

/** The one blue, from wash to ink. */
const blue: MantineColorsTuple = [
  '#eaf1fb',
  '#d3e2f7',
  '#aac8f0',
  '#7dacea',
  '#4f8bdc',
  '#2f72d0',
  '#1b5dbf',
  '#174fa3',
  '#134286',
  '#0e3266',
];

const fonts =
  '"Segoe UI", "Hiragino Sans", "Yu Gothic UI", "Noto Sans JP", "Noto Sans CJK JP", system-ui, sans-serif';

/** Fields beside each other stand at one height, however long the hint of each is. */
const hintBelow = ['label', 'input', 'error', 'description'];

export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: { light: 6, dark: 3 },
  colors: { blue },
  fontFamily: fonts,
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", Consolas, "Noto Sans Mono CJK JP", "DejaVu Sans Mono", monospace',
  defaultRadius: 6,
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.9375rem', lg: '1rem', xl: '1.125rem' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({
      defaultProps: { size: 'sm' },
      vars: (_theme, { variant = 'filled' }) => ({
        root: variant === 'filled' ? { '--button-color': 'var(--blue-ink)' } : {},
      }),
    }),
    Notification: Notification.extend({
      styles: {
        root: { color: 'var(--ink)' },
        icon: { background: 'none', color: 'var(--stop)' },
        title: { color: 'var(--ink)', fontWeight: 600 },
        description: { color: 'var(--ink)' },
      },
    }),
    Select: {
      defaultProps: {
        ...{ size: 'sm', allowDeselect: false, checkIconPosition: 'right' },
        inputWrapperOrder: hintBelow,
      },
    },
    NativeSelect: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { inputWrapperOrder: hintBelow } },
    PasswordInput: { defaultProps: { inputWrapperOrder: hintBelow } },
  },
});

/** Mantine's own variables, pointed at ours: `paper.css` knows light from dark. */
const ours = {
  '--mantine-color-body': 'var(--paper)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-soft)',
  '--mantine-color-error': 'var(--stop)',
  '--mantine-color-placeholder': 'var(--ink-soft)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-default': 'var(--paper)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-hover': 'var(--desk)',
  '--mantine-primary-color-filled': 'var(--blue)',
  '--mantine-color-blue-filled': 'var(--blue)',
  '--mantine-color-blue-filled-hover': 'var(--blue-strong)',
  '--mantine-primary-color-filled-hover': 'var(--blue-strong)',
  '--mantine-primary-color-contrast': 'var(--blue-ink)',
  '--mantine-color-blue-light-color': 'var(--blue)',
  '--mantine-color-blue-light-hover': 'var(--blue-wash)',
};

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: ours,
  dark: ours,
});

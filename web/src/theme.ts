// How ScrollKeeper looks: paper and lamp green, serif titles; every pair of text and ground reaches 4.5:1 contrast.
import {
  Anchor,
  Avatar,
  createTheme,
  Menu,
  Notification,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';

const lamp: MantineColorsTuple = [
  '#eaf5f0',
  '#d5e9e0',
  '#a9d3c2',
  '#7cbda3',
  '#58ab8a',
  '#3f9977',
  '#2f8063',
  '#1d6350',
  '#174f40',
  '#0f3a2f',
];
const dark: MantineColorsTuple = [
  '#e4e2dc',
  '#c6c4bd',
  '#aeaca5',
  '#84827c',
  '#403e3b',
  '#393734',
  '#2e2c2a',
  '#242321',
  '#1e1d1b',
  '#161514',
];
const gray: MantineColorsTuple = [
  '#faf8f3',
  '#f4f1e9',
  '#ebe7dc',
  '#ddd8cb',
  '#cbc6b8',
  '#aca79a',
  '#86827a',
  '#5f5c55',
  '#45423d',
  '#2b2926',
];

export const SERIF =
  '"Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", P052, Charter, Georgia, serif';
const SANS =
  'system-ui, -apple-system, "Segoe UI", "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif';

export const theme = createTheme({
  colors: { lamp, dark, gray },
  primaryColor: 'lamp',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.25,
  black: '#23211d',
  white: '#fffefb',
  fontFamily: SANS,
  headings: { fontFamily: SERIF, fontWeight: '600' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // A link in a sentence must not be told by its colour alone.
    Anchor: Anchor.extend({ defaultProps: { underline: 'always' } }),
    Avatar: Avatar.extend({ defaultProps: { autoContrast: true } }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } }),
    // Inside the header's landmark, and without the hidden element that may not stand in a menu.
    Menu: Menu.extend({ defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false, shadow: 'md' } }),
  },
});

/** Mantine's own greys and reds are too pale for small text; these are not. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--sk-serif': SERIF },
  light: {
    '--mantine-color-body': '#fdfcf9',
    '--mantine-color-dimmed': '#5f5c55',
    '--mantine-color-placeholder': '#6b6860',
    '--mantine-color-error': '#b42318',
    '--mantine-color-red-light-color': '#9b1c12',
    '--mantine-color-red-filled': '#c02a1d',
    '--mantine-color-red-filled-hover': '#a82419',
    '--mantine-color-yellow-light-color': '#7a4100',
    '--mantine-color-anchor': '#1d6350',
    '--mantine-color-default-border': '#d8d4ca',
    '--sk-ground': '#f5f2ea',
    '--sk-line': '#e5e0d4',
    '--sk-selected': '#e2efe8',
    '--sk-hover': '#f3f0e7',
    '--sk-mark': '#fbe59a',
    '--sk-warning': '#8a4b00',
    '--sk-good': '#1d6350',
  },
  dark: {
    '--mantine-color-body': '#1c1b19',
    '--mantine-color-red-filled': '#c02a1d',
    '--mantine-color-red-filled-hover': '#a82419',
    '--mantine-color-dimmed': '#b1aea6',
    '--mantine-color-placeholder': '#a3a098',
    '--mantine-color-error': '#ff9b8f',
    '--mantine-color-anchor': '#7cbda3',
    '--sk-ground': '#151413',
    '--sk-line': '#35332f',
    '--sk-selected': '#223a31',
    '--sk-hover': '#262522',
    '--sk-mark': '#6b5b12',
    '--sk-warning': '#f2c078',
    '--sk-good': '#7cbda3',
  },
});

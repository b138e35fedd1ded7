/** The parts of the grid library that are used, and how its grids look. */
import {
  CellStyleModule,
  ColumnAutoSizeModule,
  createGrid,
  InfiniteRowModelModule,
  LocaleModule,
  ModuleRegistry,
  RenderApiModule,
  RowApiModule,
  RowStyleModule,
  ScrollApiModule,
  themeQuartz,
  TooltipModule,
} from 'ag-grid-community';

ModuleRegistry.registerModules([
  InfiniteRowModelModule,
  CellStyleModule,
  ColumnAutoSizeModule,
  LocaleModule,
  RenderApiModule,
  RowApiModule,
  RowStyleModule,
  ScrollApiModule,
  TooltipModule,
]);

/** In pixels. Grids are told of them besides their theme, or each would measure what the theme makes. */
export const gridHeights = { rowHeight: 30, headerHeight: 34 } as const;

export const gridTheme = themeQuartz.withParams({
  backgroundColor: 'var(--paper)',
  foregroundColor: 'var(--ink)',
  headerTextColor: 'var(--ink-soft)',
  headerBackgroundColor: 'var(--desk)',
  headerFontWeight: 600,
  accentColor: 'var(--blue)',
  borderColor: 'var(--line)',
  rowHoverColor: 'var(--desk)',
  fontFamily: 'inherit',
  fontSize: 13,
  ...gridHeights,
  wrapperBorderRadius: 6,
  cellHorizontalPadding: 10,
  browserColorScheme: 'inherit',
});

/**
 * With the last grid its styles leave the page, and the next one would put them in again, for which the
 * whole page is styled anew. A grid outside of the page, which nobody sees, keeps them.
 */
export const keepGridStyles = (): void => {
  createGrid(document.createElement('div'), { theme: gridTheme, rowModelType: 'infinite' });
};

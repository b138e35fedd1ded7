/**
 * The grid over all rows of a list, however many: pages of rows come from the engine as they are
 * looked at. Cells with a problem are marked; the reason is there on hover, and below on focus.
 */
import type {
  CellFocusedEvent,
  ColDef,
  GridApi,
  GridReadyEvent,
  ICellRendererParams,
  IDatasource,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { JudgedRow, RowProblem } from '#contract/schemas/check.ts';
import { visible } from '#contract/words/visible.ts';
import { cutText } from '../../components/cell-text.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { type Spoken, useLanguage } from '../../i18n/language.tsx';
import { widthsFor } from './column-widths.ts';
import { gridHeights, gridTheme } from './grid-theme.ts';
import styles from './row-grid.module.css';
import type { RowSource } from './row-source.ts';

const rowsPerBlock = 100;

/** The same objects at every drawing: the grid makes its columns anew for one that differs. */
const everyColumn = { sortable: false, resizable: true, suppressMovable: true };
/** Arrows go from cell to cell; Tab leaves the grid, which may have millions of them. */
const leaveByTab = () => false;

const outcomeIcons: Readonly<Record<JudgedRow['outcome'], IconName>> = {
  deliverable: 'good',
  rejected: 'stop',
  'left-out': 'leftOut',
};
const outcomeWords = {
  deliverable: 'fileCheck.outcomeDeliverable',
  rejected: 'fileCheck.outcomeRejected',
  'left-out': 'fileCheck.outcomeLeftOut',
} as const;

/** The problems of one cell; with `null` those of the row as a whole. */
const problemsAt = (row: JudgedRow | undefined, column: number | null): readonly RowProblem[] =>
  row?.problems.filter((problem) => problem.column === column) ?? [];

const ranks = { error: 2, warning: 1, info: 0 } as const;
const worst = (problems: readonly RowProblem[]): RowProblem | undefined =>
  problems.toSorted((a, b) => ranks[b.severity] - ranks[a.severity])[0];

/** What is wrong, in words, for a tooltip or the line under the grid. */
export const reasonsInWords = (
  row: JudgedRow,
  problems: readonly RowProblem[],
  { say, words }: Spoken,
): string =>
  words.sentences(
    problems.map(({ rule, severity, column }) => {
      const value = column === null ? undefined : row.fields[column];
      const explanation = words.reason(rule, severity, value ?? '');
      return say('fileCheck.reason', {
        severity: words.say(`terms:severity.${severity}`),
        explanation,
      });
    }),
  );

/** A field as text, like `CellText` has it: the grid puts plain text up many times faster. */
const fieldText = (row: JudgedRow | undefined, position: number, cutWord: string): string => {
  const value = row?.fields[position];
  if (row === undefined || value === undefined) return '';
  const { shown, isCut } = cutText(value);
  return `${visible(shown)}${isCut || row.cutFields.includes(position) ? cutWord : ''}`;
};

const OutcomeCell = ({ data }: ICellRendererParams<JudgedRow>) => {
  const { say } = useLanguage();
  if (data === undefined) return null;
  return (
    <span className={styles.outcome} data-outcome={data.outcome}>
      <Icon name={outcomeIcons[data.outcome]} size={15} />
      {say(outcomeWords[data.outcome])}
    </span>
  );
};

const useColumns = (
  columns: readonly string[],
  widest: readonly number[],
  isJudged: boolean,
): ColDef<JudgedRow>[] => {
  const spoken = useLanguage();
  return useMemo(() => {
    const { say, words } = spoken;
    const reasons = (row: JudgedRow | undefined, column: number | null) =>
      row === undefined ? '' : reasonsInWords(row, problemsAt(row, column), spoken);
    const line: ColDef<JudgedRow> = {
      colId: 'line',
      headerName: say('fileCheck.line'),
      width: 76,
      pinned: 'left',
      cellClass: styles.line ?? '',
      valueGetter: ({ data }) => (data === undefined ? '' : words.number(data.line)),
    };
    const outcome: ColDef<JudgedRow> = {
      colId: 'outcome',
      headerName: say('fileCheck.outcome'),
      width: 152,
      pinned: 'left',
      cellRenderer: OutcomeCell,
      cellClass: ({ data }) => cellClassOf(worst(problemsAt(data, null))),
      tooltip: ({ data }) => reasons(data, null),
    };
    const fields = columns.map(
      (name, position): ColDef<JudgedRow> => ({
        colId: String(position),
        headerName:
          visible(cutText(name, 80).shown) ||
          say('fileCheck.columnNumber', { number: String(position + 1) }),
        ...widthsFor(name, widest[position]),
        valueGetter: ({ data }) => fieldText(data, position, say('frame.cut')),
        cellClass: ({ data }) => [
          styles.field ?? '',
          cellClassOf(worst(problemsAt(data, position))),
        ],
        tooltip: ({ data }) => reasons(data, position),
      }),
    );
    return isJudged ? [line, outcome, ...fields] : [line, ...fields];
  }, [columns, widest, isJudged, spoken]);
};

const cellClassOf = (problem: RowProblem | undefined): string =>
  problem === undefined ? '' : (styles[problem.severity] ?? '');

/** The grid's view of a source. A page that can't be read is left empty and said so elsewhere. */
const datasourceFor = (source: RowSource, onFailure: () => void): IDatasource => ({
  rowCount: source.count,
  getRows: ({ startRow, endRow, successCallback, failCallback }) => {
    void source.read(startRow, Math.min(endRow, source.count)).then((answer) => {
      if (answer.ok) successCallback([...answer.value], source.count);
      else {
        failCallback();
        onFailure();
      }
    });
  },
});

export type FocusedCell = {
  /** From 0, in the present source. */
  readonly position: number;
  readonly row: JudgedRow;
  /** Position of the field; null for the columns about the row as a whole. */
  readonly column: number | null;
};

export type RowGridProps = {
  readonly source: RowSource;
  readonly columns: readonly string[];
  /** How many characters the first values of each column have at most. */
  readonly widest: readonly number[];
  readonly isJudged: boolean;
  readonly label: string;
  /** Where to go; a new object goes there again. */
  readonly target: { readonly position: number } | null;
  readonly onFocus: (cell: FocusedCell | null) => void;
  readonly onFailure: () => void;
};

/** How long a row is waited for that is to be drawn. */
const MOST_FRAMES = 60;

/**
 * Goes to a row once its page is there, and focuses the first cell with a problem; nothing of it where
 * somebody wants to go to another one by then.
 */
const showRow = async (
  api: GridApi<JudgedRow>,
  source: RowSource,
  position: number,
  isWanted: () => boolean,
  onFailure: () => void,
) => {
  const answer = await source.read(position, position + 1);
  if (api.isDestroyed() || !isWanted()) return;
  if (!answer.ok) return onFailure();
  const column = worst(answer.value[0]?.problems ?? [])?.column ?? null;
  const focus = () => api.setFocusedCell(position, column === null ? 'outcome' : String(column));
  const before = document.activeElement;
  api.ensureIndexVisible(position, 'middle');
  focus();
  // A row that was out of sight is drawn in the next frames, and can take the keyboard only then; who has
  // gone on to another one meanwhile, or to another part of the window, stays there.
  const focusWhenDrawn = (framesLeft: number) => {
    if (framesLeft === 0 || api.isDestroyed()) return;
    if (api.getFocusedCell()?.rowIndex !== position) return;
    const active = document.activeElement ?? document.body;
    const isWhereItWas = active === before || active === document.body;
    if (!isWhereItWas && active.closest('.ag-root') === null) return;
    if (active.closest('[row-index]')?.getAttribute('row-index') === String(position)) return;
    focus();
    requestAnimationFrame(() => focusWhenDrawn(framesLeft - 1));
  };
  requestAnimationFrame(() => focusWhenDrawn(MOST_FRAMES));
};

/** The keyboard comes back to where it was, or to the first row in sight, from either side. */
const focusWhereItWas = ({ api }: { api: GridApi<JudgedRow> }): boolean => {
  const cell = api.getFocusedCell();
  const row = cell?.rowIndex ?? api.getFirstDisplayedRowIndex();
  if (row < 0) return false;
  api.ensureIndexVisible(row);
  api.setFocusedCell(row, cell?.column ?? 'line');
  return true;
};

/** Drawn again only when something of it changes: each drawing is work for the grid. */
export const RowGrid = memo((props: RowGridProps) => {
  const { source, columns, widest, isJudged, label, target, onFocus, onFailure } = props;
  const spoken = useLanguage();
  const { say } = spoken;
  const [api, setApi] = useState<GridApi<JudgedRow> | null>(null);
  const columnDefs = useColumns(columns, widest, isJudged);
  // The grid keeps its rows while the same source is described anew.
  const sourceNow = useRef(source);
  sourceNow.current = source;
  const { key } = source;
  const [firstCount] = useState(source.count);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the source
  const datasource = useMemo(() => datasourceFor(sourceNow.current, onFailure), [key, onFailure]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new datasource knows no count yet
  useEffect(() => {
    api?.setRowCount(sourceNow.current.count, true);
    api?.clearFocusedCell();
  }, [api, datasource]);
  useEffect(() => {
    if (api === null || target === null) return;
    let isWanted = true;
    void showRow(api, sourceNow.current, target.position, () => isWanted, onFailure);
    return () => {
      isWanted = false;
    };
  }, [api, target, onFailure]);
  useEffect(() => api?.setGridAriaProperty('label', label), [api, label]);

  const focus = useCallback(
    ({ api: grid, rowIndex, column }: CellFocusedEvent<JudgedRow>) => {
      if (rowIndex === null || column === null) return onFocus(null);
      const id = typeof column === 'string' ? column : column.getColId();
      const cell = { position: rowIndex, column: /^\d+$/.test(id) ? Number(id) : null };
      const row = grid.getDisplayedRowAtIndex(rowIndex)?.data;
      if (row !== undefined) return onFocus({ ...cell, row });
      // The page of a row that was jumped to is still on its way.
      void sourceNow.current.read(rowIndex, rowIndex + 1).then((answer) => {
        const arrived = answer.ok ? answer.value[0] : undefined;
        if (arrived !== undefined && grid.getFocusedCell()?.rowIndex === rowIndex) {
          onFocus({ ...cell, row: arrived });
        }
      });
    },
    [onFocus],
  );
  const ready = useCallback(({ api: grid }: GridReadyEvent<JudgedRow>) => setApi(grid), []);
  const localeText = useMemo(
    () => ({ loadingOoo: say('fileCheck.loading'), noRowsToShow: '' }),
    [say],
  );

  return (
    <div className={styles.grid}>
      <AgGridReact<JudgedRow>
        theme={gridTheme}
        rowModelType="infinite"
        datasource={datasource}
        columnDefs={columnDefs}
        defaultColDef={everyColumn}
        cacheBlockSize={rowsPerBlock}
        maxBlocksInCache={20}
        infiniteInitialRowCount={firstCount}
        blockLoadDebounceMillis={10}
        {...gridHeights}
        rowBuffer={2}
        animateRows={false}
        tabToNextCell={leaveByTab}
        tabToNextHeader={leaveByTab}
        focusGridInnerElement={focusWhereItWas}
        tooltipShowDelay={300}
        localeText={localeText}
        onGridReady={ready}
        onCellFocused={focus}
      />
    </div>
  );
});
RowGrid.displayName = 'RowGrid';

/** findings.csv: every finding, safe to open. */
import { link, readdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { createWords } from '#contract/words/words.ts';
import type { Checked } from '#engine/checks/checked.ts';
import { exportFindingsJob, FINDINGS_HEADER } from '#engine/checks/export-findings-job.ts';
import { lineId, withChecked } from './check-list.ts';

const context = {
  cancelled: () => false,
  progress: () => undefined,
  ask: () => Promise.reject(new Error('Nothing to ask.')),
};
const [a, b] = [lineId(1), lineId(2)];
const content = `LINE UID,会員ID\r\n${a},=1+1\r\n"=cmd|' /C calc'!A0",2\r\n${a},=1+1\r\n${b},"x\r\ny"\r\n`;

const exported = (checks: readonly Checked[], path: string, language: 'en' | 'ja' = 'en') =>
  exportFindingsJob({ checks, path, language }, context);
const beside = ({ file }: Checked, name: string) => join(dirname(file.path), name);

describe('exportFindingsJob', () => {
  it('writes each finding with its line and its explanation', () =>
    withChecked(content, {}, async ({ checked, report }) => {
      const path = beside(checked, 'findings.csv');
      const result = await exported([checked], path);
      const text = await readFile(path, 'utf8');
      expect(text.startsWith('\ufefffile,line,')).toBe(true);
      const [header, ...rows] = Papa.parse<string[]>(text.slice(1).trimEnd()).data;
      const words = createWords('en');
      const row = (
        line: number,
        rule: keyof typeof checkedRules,
        column: string,
        value: string,
      ) => [
        'list.csv',
        String(line),
        rule,
        checkedRules[rule],
        column,
        value,
        words.reason(rule, checkedRules[rule], value),
      ];
      const checkedRules = {
        'header-alias': 'info',
        'newline-mixed': 'info',
        'line-user-id-wrong-kind': 'error',
        'duplicate-row': 'info',
        'user-id-line-break': 'warning',
      } as const;
      expect(header).toEqual([...FINDINGS_HEADER]);
      expect(rows).toEqual([
        row(1, 'header-alias', 'LINE UID', 'LINE UID'),
        row(1, 'header-alias', '会員ID', '会員ID'),
        row(1, 'newline-mixed', '', 'crlf'),
        row(3, 'line-user-id-wrong-kind', 'line_user_id', "'=cmd|' /C calc'!A0"),
        row(4, 'duplicate-row', 'line_user_id', a),
        row(5, 'user-id-line-break', 'user_id', 'x\r\ny'),
      ]);
      expect(result).toEqual({ ok: true, value: { rows: rows.length } });
      expect(report.findings.length).toBe(Object.keys(checkedRules).length);
    }));

  it('writes what is wrong with the header as a record', () =>
    withChecked(`line_user_id,user_id,"a"b\n${a},1,"c"d\n`, {}, async ({ checked }) => {
      const path = beside(checked, 'findings.csv');
      await exported([checked], path);
      const rows = Papa.parse<string[]>((await readFile(path, 'utf8')).slice(1).trimEnd()).data;
      const found = rows.filter(([, , rule]) => rule === 'quote-stray');
      expect(found.map(([, line, , severity, , value]) => [line, severity, value])).toEqual([
        ['1', 'error', 'line_user_id,user_id,ab'],
        ['2', 'error', `${a},1,cd`],
      ]);
    }));

  it('explains in Japanese, and takes several checks', () =>
    withChecked(content, {}, async ({ checked }) => {
      const path = beside(checked, 'findings.csv');
      const result = await exported([checked, checked], path, 'ja');
      const text = await readFile(path, 'utf8');
      expect(result).toMatchObject({ ok: true, value: { rows: 12 } });
      expect(text).toContain(createWords('ja').rule('duplicate-row').explanation);
    }));

  it('never writes over a list that was checked, by whatever name', () =>
    withChecked(content, {}, async ({ checked }) => {
      const paths = ['list.csv', 'hard.csv', 'soft.csv'].map((name) => beside(checked, name));
      const [itself = '', hard = '', soft = ''] = paths;
      await link(itself, hard);
      await symlink(itself, soft);
      const results = paths.map((path) => exported([checked], path));
      const refused = (name: string) => ({
        ok: false,
        error: { code: 'out-not-empty', details: { name } },
      });
      expect(results).toMatchObject([
        refused('list.csv'),
        refused('hard.csv'),
        refused('soft.csv'),
      ]);
      expect(await readFile(itself, 'utf8')).toBe(content);
    }));

  it('leaves nothing behind when it fails', () =>
    withChecked(content, {}, async ({ checked }) => {
      const missing = await exported([checked], beside(checked, 'no/findings.csv'));
      const lost = { ...checked, file: { ...checked.file, bytes: checked.file.bytes + 5 } };
      const changed = await exported([lost], beside(checked, 'findings.csv'));
      expect([missing, changed]).toMatchObject([
        { ok: false, error: { code: 'out-parent-missing' } },
        { ok: false, error: { code: 'file-changed' } },
      ]);
      expect(await readdir(dirname(checked.file.path))).toEqual(['list.csv']);
    }));
});

/** The command line as a whole: what exists, what doesn't, and how it explains itself. */
import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { commandFor, helpCommandFor, usageInWords } from '#cli/help.ts';
import { createProgram } from '#cli/program.ts';
import { widthOf } from '#contract/words/text-width.ts';
import { UsageError } from '#cli/usage-error.ts';
import type { Language } from '#contract/schemas/common.ts';
import { createWords } from '#contract/words/words.ts';

const programOf = (language: Language = 'en') => {
  let runs = 0;
  const run = async () => {
    runs += 1;
  };
  const program = createProgram({ words: createWords(language), run }, '0.1.0');
  const silent = (command: Command): void => {
    command.configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
    for (const inner of command.commands) silent(inner);
  };
  silent(program);
  return { program, runs: () => runs };
};

const parse = async (args: readonly string[], language: Language = 'en') => {
  const { program, runs } = programOf(language);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return runs() === 1 ? 'run' : 'nothing';
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    if (error instanceof CommanderError) {
      return error.exitCode === 0
        ? 'help'
        : usageInWords(error, createWords(language), commandFor(program, args));
    }
    throw error;
  }
};

const allCommands = (command: Command): Command[] => [
  command,
  ...command.commands.flatMap(allCommands),
];

const building = ['build', 'a.csv', '--type', 'followed', '--out', 'o'];

describe('what is wrong usage', () => {
  it.each([
    [['bogus'], 'There is no command bogus.'],
    [['followers', 'status'], 'There is no command followers.'],
    [['help'], 'There is no command help.'],
    [['followers', '--help'], 'There is no command followers.'],
    [['--lang', 'ja', 'foo', '-h'], 'There is no command foo.'],
    [['profiles', 'foo', '--help'], 'There is no command foo.'],
    [['check'], 'Name at least one file.'],
    [['preview'], 'The argument file is missing.'],
    [['check', ''], 'Nothing stands for file. A path is expected; a dot is the current folder.'],
    [['check', 'a.csv', ''], 'Nothing stands for file.'],
    [['deliver', ''], 'Nothing stands for dir.'],
    [['report', '', '--batch', 'd'], 'Nothing stands for file.'],
    [['preview', ''], 'Nothing stands for file.'],
    [['check', 'a.csv', '--findings', ''], 'Nothing stands for --findings.'],
    [['build', 'a.csv', '--type', 'followed', '--out', ''], 'Nothing stands for --out.'],
    [['report', 'a.csv', '--batch', ''], 'Nothing stands for --batch.'],
    [['report', 'a.csv', '--batch', 'd', '--source', ''], 'Nothing stands for --source.'],
    [['sample', '--out', ''], 'Nothing stands for --out.'],
    [['profiles', 'add', '--folder', ''], 'Nothing stands for --folder.'],
    [['profiles', 'add', '--ca-file', ''], 'Nothing stands for --ca-file.'],
    [
      ['check', 'a.csv', '--map', 'a=line_user_id', '--map', 'b=line_user_id'],
      '--map was given twice for line_user_id.',
    ],
    [
      ['report', 'a.csv', '--batch', 'd', '--column', 'user-id=#1', '--column', 'user-id=#2'],
      '--column was given twice for user-id.',
    ],
    [['check', 'a.csv', '--bogus'], 'There is no option --bogus here.'],
    [['check', 'a.csv', '--fix', 'row-blank'], 'There is no option --fix here.'],
    [['check', 'a.csv', '--map'], 'The option --map <source=target> needs a value.'],
    [['check', 'a.csv', '--for', 'customerio'], 'customerio can’t be used for --for.'],
    [['build', 'a.csv', '--out', 'o'], 'The option --type <type> is missing.'],
    [['build', 'a.csv', '--type', 'followed'], 'The option --out <dir> is missing.'],
    [['build', 'a.csv', '--type', 'x', '--out', 'o'], 'x can’t be used for --type.'],
    [[...building, '--minus', 'b.csv'], 'There is no option --minus here.'],
    [[...building, '--only', 'b.csv'], 'There is no option --only here.'],
    [['deliver', 'dir', '--secret', 'x'], 'There is no option --secret here.'],
    [['preview', 'a.csv', 'b.csv'], 'There is one thing too many on the line.'],
    [['preview', 'a.csv', '--rows', '5-1'], '5-1 can’t be used for --rows.'],
    [['report', 'a.csv'], 'The option --batch <dir> is missing.'],
    [['profiles', 'bogus'], 'There is no command bogus.'],
    [['profiles', 'show'], 'name is missing.'],
    [['sample', '--rows', '-1'], '-1 can’t be used for --rows.'],
    [['check', 'a.csv', '--lang', 'fr'], 'fr can’t be used for --lang.'],
    [[...building, '--name', 'x'.repeat(300)], 'A name of at most 200 characters is expected.'],
    [[...building, '--app-id', 'a b'], 'An app ID is expected: 1 to 64 letters'],
    [[...building, '--channel-id', 'x'], 'A channel ID is expected: 1 to 32 digits.'],
    [['deliver', 'd', '--reason', 'x'.repeat(1001)], 'A reason of at most 1,000 characters'],
    [['profiles', 'add', '--name', ''], 'Nothing stands for --name. A name of 1 to 100'],
    [['profiles', 'add', '--client', 'x'.repeat(101)], 'A name of at most 100 characters'],
    [['profiles', 'add', '--bucket', 'A'], 'A bucket name is expected: 3 to 63 lower-case'],
    [['profiles', 'add', '--prefix', '/a'], 'A path such as lists/line is expected'],
    [['profiles', 'add', '--region', 'Tokyo'], 'A region such as ap-northeast-1 is expected'],
    [['profiles', 'add', '--endpoint', 'x'], 'An address such as https://s3.example.com is'],
    [['profiles', 'add', '--time-zone', 'Mars/X'], 'Mars/X can’t be used for --time-zone. The'],
    [
      ['build', 'a.csv', '--no-fix', 'column-missing'],
      'column-missing can’t be used for --no-fix.',
    ],
  ])('%j', async (args, problem) => {
    expect(await parse(args)).toContain(problem);
  });

  it('is told in Japanese, too', async () => {
    expect(await parse(['check'], 'ja')).toBe('fileを1つ以上指定してください。');
    expect(await parse(['check', 'a', '--bogus'], 'ja')).toContain('--bogusというオプションは');
  });
});

describe('what runs', () => {
  it.each([
    [['check', 'a.csv', 'b.csv', '--for', 'repro-line', '--lang', 'ja', '--json']],
    [['--lang', 'en', 'check', '--map', 'a=user_id', '--map', 'b=line_user_id', '--', '-a.csv']],
    [['preview', 'a.csv', '--rows', '5-9', '--encoding', 'cp932']],
    [['build', 'a', '--type', 'followed', '--out', 'o', '--fix', 'user-id-spaces', '--strict']],
    [['build', 'a', '--type', 'followed', '--out', 'o', '--no-fix', 'duplicate-row']],
    [['deliver', 'd', '--to', 's3://drop/p', '--app-id', 'a', '--channel-id', '1', '--again']],
    [['report', 'a.csv', '--batch', 'd', '--column', 'reason=#2']],
    [['profiles', 'list', '--json']],
    [['sample', '--rows', '10', '--seed', '4294967295']],
  ])('%j', async (args) => {
    expect(await parse(args)).toBe('run');
  });
});

describe('help', () => {
  const namesOf = ({ commands }: Command) => commands.map((command) => command.name());

  it('has the commands of this release, and no others', () => {
    const { program } = programOf();
    expect(namesOf(program)).toEqual([
      'check',
      'preview',
      'build',
      'deliver',
      'report',
      'profiles',
      'sample',
    ]);
    const profiles = program.commands.find((command) => command.name() === 'profiles');
    expect(profiles && namesOf(profiles)).toEqual(['list', 'add', 'show', 'remove', 'test']);
  });

  it.each([
    [['--help']],
    [['profiles', '--help']],
    [['check', '--help']],
    [['--lang', 'ja', '-h']],
  ])('is given for %j', async (args) => {
    expect(await parse(args)).toBe('help');
  });

  it('is in Japanese throughout', () => {
    const { program } = programOf('ja');
    const english = allCommands(program)
      .map((command) => command.helpInformation())
      .filter((text) => /\b(?:Usage|Options|Arguments|Commands|display|default|the)\b/.test(text));
    expect(english).toEqual([]);
  });

  it.each(['en', 'ja'] as const)('describes every option: %s', (language) => {
    const undescribed = allCommands(programOf(language).program).flatMap((command) =>
      command.options.filter(({ description }) => description === ''),
    );
    expect(undescribed).toEqual([]);
  });

  it('fits a terminal of 80 cells but for what can’t be broken', () => {
    const wide = allCommands(programOf('en').program)
      .flatMap((command) => command.helpInformation().split('\n'))
      .filter((line) => widthOf(line) > 80);
    expect(wide).toEqual([]);
  });

  it('never offers to take a secret from the command line', () => {
    const flags = allCommands(programOf().program).flatMap(({ options }) =>
      options.map(({ long }) => long),
    );
    expect(flags.filter((flag) => /secret|password|token|access-key/.test(flag ?? ''))).toEqual([]);
  });

  it('names the help that fits', () => {
    const { program } = programOf();
    expect([
      helpCommandFor(program, ['profiles', 'add', '--bogus']),
      helpCommandFor(program, ['--bogus', 'check']),
    ]).toEqual(['dropline profiles add --help', 'dropline --help']);
  });
});

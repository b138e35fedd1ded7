/**
 * DuckDB with everything of the job that it can do: row rules, copies, conflicts and shared user IDs,
 * with two threads. No line numbers, hash of the file or way back to a row.
 */
import { DuckDBInstance } from '@duckdb/node-api';
import { measureWork } from '../program.ts';

const [path = ''] = process.argv.slice(2);
const quoted = path.replaceAll("'", "''");
await measureWork(async () => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE list AS SELECT column0 AS line_id, column1 AS user_id
    FROM read_csv('${quoted}', header = false, skip = 1, all_varchar = true, delim = ',',
      quote = '"', escape = '"', strict_mode = false, null_padding = true, ignore_errors = true,
      parallel = false, columns = {'column0': 'VARCHAR', 'column1': 'VARCHAR'})`);
  await connection.runAndReadAll(`SELECT count(*),
    count(*) FILTER (NOT regexp_full_match(line_id, 'U[0-9A-Za-z]{32}')),
    count(*) FILTER (trim(user_id) = '' OR user_id IS NULL OR length(user_id) > 191),
    count(*) FILTER (user_id <> trim(user_id)),
    count(*) FILTER (regexp_matches(user_id, '[\\x00-\\x1f\\x7f]')) FROM list`);
  await connection.runAndReadAll(`SELECT sum(records - pairs), count(*) FILTER (pairs > 1)
    FROM (SELECT count(*) AS records, count(DISTINCT user_id) AS pairs FROM list GROUP BY line_id)`);
  await connection.runAndReadAll(`SELECT count(*) FROM (SELECT user_id FROM list
    GROUP BY user_id HAVING count(DISTINCT line_id) > 1)`);
  connection.closeSync();
});

/** Calls that have a database do one thing and wait for it: the position of the statement, the receiver counted. */
export const writeCalls: ReadonlyMap<string, number> = new Map([
  ...['DB', 'Tx', 'Conn'].flatMap((type): [string, number][] => [
    [`(*database/sql.${type}).Exec`, 1],
    [`(*database/sql.${type}).ExecContext`, 2],
  ]),
  ['(*github.com/jmoiron/sqlx.DB).NamedExec', 1],
  ['(*github.com/jmoiron/sqlx.Tx).NamedExec', 1],
  ['(*github.com/jmoiron/sqlx.DB).NamedExecContext', 2],
  ['(*github.com/jmoiron/sqlx.Tx).NamedExecContext', 2],
  ['(*github.com/jackc/pgx/v5.Conn).Exec', 2],
  ['(*github.com/jackc/pgx/v5/pgxpool.Pool).Exec', 2],
  ['(github.com/jackc/pgx/v5.Tx).Exec', 2],
]);

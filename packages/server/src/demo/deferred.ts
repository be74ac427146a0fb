import type { Queryable, Transaction } from '../db/database.ts';
import type { Statement } from '../db/statement.ts';
import { writeSql } from '../trigger/write.ts';

/** A transaction in which what answers nothing is sent together with what is asked next, in its order. */
export interface DeferredTransaction extends Transaction {
  /** Sends whatever it is later, and answers nothing: for what is done to be done. */
  readonly later: Queryable;
  /** Sends what has not been sent. */
  flush(): Promise<void>;
}

/** Thousands of small statements wait for their answers longer than they take: fewer answers are waited for. */
export function defer(transaction: Transaction): DeferredTransaction {
  let steps: { statement: Statement; values: readonly unknown[] }[] = [];

  function take(): typeof steps {
    const taken = steps;
    steps = [];
    return taken;
  }

  const later: Queryable = {
    query(statement, values = []) {
      steps.push({ statement, values: values.map(asTexts) });
      return Promise.resolve([]);
    },
  };

  return {
    ...transaction,
    later,
    query(statement, values = []) {
      // How many were told, nobody wants to know.
      if (statement.columns.length === 0 || statement === writeSql.inbox_notify) return later.query(statement, values);
      return transaction.together([...take(), { statement, values: values.map(asTexts) }]);
    },
    async flush() {
      if (steps.length > 0) await transaction.together(take());
    },
  };
}

/** Arrays are sent together as arrays of texts. */
function asTexts(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((element: unknown) => (element instanceof Date ? element.toISOString() : String(element)));
}

import type { Answer, AnswerSpecs } from './route.js';

/** Holds an answer to its own description, in tests and development: an answer outside of it is a fault of ours. */
export function checkedAnswer<T extends Answer>(specs: AnswerSpecs, answer: T): T {
  const spec = specs[answer.status];
  if (!spec) throw new Error(`The status ${answer.status} is not among the declared answers.`);
  const result = spec.schema.safeParse(JSON.parse(JSON.stringify(answer.body)));
  if (result.success) return answer;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The answer ${answer.status} is not as described: ${faults.join('; ')}`);
}

/** One wrong field of an input: where, which rule (a stable code), and what the message needs. */
export interface FieldProblem {
  path: string;
  code: string;
  details?: Record<string, unknown>;
}

/** An expected failure; apps/server/http turns it into RFC 9457. Everything else that is thrown is a bug. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;
  readonly errors: readonly FieldProblem[];
  constructor(status: number, code: string, details: Record<string, unknown> = {}, errors: readonly FieldProblem[] = []) {
    super(code);
    this.status = status;
    this.code = code;
    this.details = details;
    this.errors = errors;
  }
}

const problem = (status: number) => (code: string, details?: Record<string, unknown>) => new Problem(status, code, details);

export const malformed = problem(400);
export const unauthenticated = problem(401);
export const forbidden = problem(403);
export const notFound = problem(404);
export const conflict = problem(409);
export const preconditionFailed = problem(412);
export const tooManyRequests = problem(429);
export const unavailable = problem(503);

/** 422: the input is well formed but breaks a rule; `errors` name the fields. */
export const invalid = (code: string, details?: Record<string, unknown>, errors: readonly FieldProblem[] = []) => new Problem(422, code, details, errors);
export const invalidFields = (errors: readonly FieldProblem[]) => new Problem(422, 'record.invalid', {}, errors);

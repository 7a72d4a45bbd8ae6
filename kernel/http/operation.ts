import type { z } from 'zod';

/** A use case as others see it: its route, who may call it, what goes in and what comes out. */
export interface Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  name: string;
  /** A query reads on one connection per statement; a command is one transaction. */
  kind: 'query' | 'command';
  /** "POST /tasks/:id/complete", below /api/v1; path and query parameters and the body are merged into the input. */
  route: `${'GET' | 'POST' | 'PATCH' | 'DELETE'} /${string}`;
  /** "object.action" (read, create, update, delete), "settings.update", or "signedIn". */
  permission: string;
  /** The answer's status when it is not 200. */
  status?: 201 | 202 | 204;
  input: I;
  output: O;
}

export const defineOperation = <I extends z.ZodType, O extends z.ZodType>(operation: Operation<I, O>) => operation;

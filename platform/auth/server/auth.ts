import { betterAuth } from 'better-auth';
import pg from 'pg';
import type { DatabaseOptions } from '#kernel/db/database.ts';

export interface AuthOptions extends DatabaseOptions {
  secret: string;
  publicUrl: string;
}

/** Users, passwords (scrypt) and browser sessions; its tables are in the schema auth. Sign-up is closed: people come by invitation. */
export function makeAuth(options: AuthOptions) {
  const role = options.appUrl ? '' : `-c role=${options.appRole ?? 'zhike_app'} `;
  const pool = new pg.Pool({ connectionString: options.appUrl ?? options.ownerUrl, max: 2, options: `${role}-c search_path=auth -c TimeZone=UTC` });
  pool.on('error', () => undefined);
  const auth = betterAuth({
    database: pool,
    secret: options.secret,
    baseURL: options.publicUrl,
    basePath: '/api/auth',
    trustedOrigins: [options.publicUrl],
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 200 },
    session: { expiresIn: 30 * 86_400, updateAge: 86_400 },
    rateLimit: { enabled: true, window: 60, max: 300, customRules: { '/sign-in/email': { window: 60, max: 10 } } },
    advanced: { cookiePrefix: 'zhike', useSecureCookies: options.publicUrl.startsWith('https:'), defaultCookieAttributes: { sameSite: 'lax' } },
    telemetry: { enabled: false },
    logger: { disabled: true },
  });
  return { auth, close: () => pool.end() };
}

export type Auth = ReturnType<typeof makeAuth>['auth'];

/** Makes a user with a password, or gives the one with this address a password when none is set. Returns the user's id. */
export async function ensureUser(auth: Auth, input: { name: string; email: string; password?: string }): Promise<{ userId: string; isNew: boolean }> {
  const ctx = await auth.$context;
  const email = input.email.toLowerCase();
  const found = await ctx.internalAdapter.findUserByEmail(email);
  if (found) return { userId: found.user.id, isNew: false };
  const user = await ctx.internalAdapter.createUser({ name: input.name, email, emailVerified: true });
  if (input.password)
    await ctx.internalAdapter.createAccount({
      userId: user.id,
      providerId: 'credential',
      accountId: user.id,
      password: await ctx.password.hash(input.password),
    });
  return { userId: user.id, isNew: true };
}

/** Is this the password of the user with this address? */
export async function hasPassword(auth: Auth, email: string, password: string): Promise<boolean> {
  const ctx = await auth.$context;
  const found = await ctx.internalAdapter.findUserByEmail(email.toLowerCase(), { includeAccounts: true });
  const hash = found?.accounts.find((a) => a.providerId === 'credential')?.password;
  return hash ? ctx.password.verify({ hash, password }) : false;
}

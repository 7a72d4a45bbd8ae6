import { startOfDay, todayIn } from '#kernel/dates.ts';

/** "2026-11-23T12:00", the clock on the wall in a time zone, as inputs of the browser use it. */
export function toWallClock(at: string, timeZone: string): string {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return '';
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms);
  return `${todayIn(timeZone, at)}T${clock}`;
}

/** The first instant that shows this time on that wall; null for what is no time. */
export function fromWallClock(text: string, timeZone: string): string | null {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})/.exec(text);
  if (!match) return null;
  const day = match[1] ?? '';
  const guess = new Date(Date.parse(startOfDay(day, timeZone)) + (Number(match[2]) * 60 + Number(match[3])) * 60_000);
  const shown = toWallClock(guess.toISOString(), timeZone);
  const difference = Date.parse(`${text.slice(0, 16)}:00Z`) - Date.parse(`${shown}:00Z`);
  return new Date(guess.getTime() + difference).toISOString();
}

import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { get } from '#platform/context/web/api.ts';
import type { customerValue, myDay, valueOverview } from '../shared/value.contract.ts';

export type { FallingCustomer, GradeMove } from '../shared/value.contract.ts';
export type MyDay = z.output<typeof myDay.output>;
export type CustomerValue = z.output<typeof customerValue.output>;
export type Overview = z.output<typeof valueOverview.output>;

export const useMyDay = () => useQuery({ queryKey: ['my-day'], queryFn: ({ signal }) => get<MyDay>('/my-day', signal) });

export const useCustomerValue = (id: string) =>
  useQuery({ queryKey: ['value', 'customer', id], queryFn: ({ signal }) => get<CustomerValue>(`/customers/${id}/value`, signal) });

export const useOverview = (asOf: string | undefined) =>
  useQuery({
    queryKey: ['value', 'overview', asOf ?? ''],
    queryFn: ({ signal }) => get<Overview>(`/value/overview${asOf ? `?asOf=${asOf}` : ''}`, signal),
    placeholderData: (before) => before,
  });

import { type Intake, type Notify, type Routing, take } from '@portdesk/client'
import { queryOptions } from '@tanstack/vue-query'

import { desk } from '.'
import { onTold } from './live'
import { memory } from './memory'

type Schemas = Intake['schemas']
export type RequestDetail = Schemas['RequestDetail']
export type Message = Schemas['MessageView']
export type Entry = Schemas['EntryView']
export type Handling = Routing['schemas']['HandlingView']
export type ExplainedClock = Routing['schemas']['ExplainedClockView']
export type Presence = Notify['schemas']['PresenceView']
export type Action = Schemas['ActionView']

/** What each act of intake and routing is told. */
interface Said {
  accept_request: undefined
  reject_request: Schemas['RejectParams']
  add_message: Schemas['MessageParams']
  ask_requester: Schemas['AskParams']
  record_answer: Schemas['AnswerParams']
  close_request: Schemas['CloseParams']
  withdraw_request: Schemas['WithdrawParams']
  accept_handling: Routing['schemas']['AcceptParams']
  assign_handling: Routing['schemas']['AssignParams']
  start_handling: undefined
  finish_handling: Routing['schemas']['FinishParams']
}
export type Operation = keyof Said

const params = (id: string) => ({ params: { path: { request_id: id } } })

/** One request with what may be done with it now. */
export const requestQuery = (id: string) =>
  queryOptions({
    queryKey: ['request', id],
    queryFn: ({ signal }) => take(desk.intake.GET('/intake/v1/requests/{request_id}', { ...params(id), signal })),
  })

/** What was said on it that one may read, and how far one has read. */
export const messagesQuery = (id: string) =>
  queryOptions({
    queryKey: ['request', id, 'messages'],
    queryFn: ({ signal }) =>
      take(desk.intake.GET('/intake/v1/requests/{request_id}/messages', { ...params(id), signal })),
  })

/** What happened to it. */
export const timelineQuery = (id: string) =>
  queryOptions({
    queryKey: ['request', id, 'timeline'],
    queryFn: async ({ signal }) =>
      (await take(desk.intake.GET('/intake/v1/requests/{request_id}/timeline', { ...params(id), signal }))).items,
  })

/** What is remembered of a request, or of all, is old: it is read again at once where it is shown, else when it is. */
export async function outdate(id?: string): Promise<void> {
  const one = id === undefined ? [] : [id]
  await Promise.all(['request', 'handling'].map((what) => memory.invalidateQueries({ queryKey: [what, ...one] })))
}

onTold((told) => {
  if (told.kind === 'gap') void outdate()
  else if (told.event === 'request.changed') void outdate((told.data as { id: string }).id)
})

/** How to reach who brought it; the desk keeps who has looked. */
export function readContact(id: string): Promise<Schemas['RequesterView']> {
  return take(desk.intake.GET('/intake/v1/requests/{request_id}/contact', params(id)))
}

/** Says that one has read up to a message. */
export async function markRead(id: string, message: string): Promise<void> {
  const path = { request_id: id, message_id: message }
  await desk.intake.PUT('/intake/v1/requests/{request_id}/messages/{message_id}/read-mark', { params: { path } })
}

/** Says that one is at a request, for the next minute; who else is there. */
export function putPresence(id: string, doing: Notify['schemas']['Doing']): Promise<Presence> {
  return take(desk.notify.PUT('/notify/v1/requests/{request_id}/presence', { ...params(id), body: { doing } }))
}

/** Says that one has left, also while the page goes. */
export async function deletePresence(id: string): Promise<void> {
  await desk.notify.DELETE('/notify/v1/requests/{request_id}/presence', { ...params(id), keepalive: true })
}

/** Does what an action offers, where the action says. */
export async function perform<O extends Operation>(
  action: Action,
  said: Said[O],
  headers: Record<string, string>,
): Promise<void> {
  await desk.send(
    new Request(new URL(action.href, location.origin), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      ...(said === undefined ? {} : { body: JSON.stringify(said) }),
    }),
  )
}

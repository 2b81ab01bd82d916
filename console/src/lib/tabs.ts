/** What the tabs of one browser tell each other. */
interface Message {
  readonly kind: 'signed-out'
}

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('portdesk') : undefined
const listeners = new Map<Message['kind'], () => void>()

channel?.addEventListener('message', (event: MessageEvent<Message>) => listeners.get(event.data.kind)?.())

export const tabs = {
  post: (message: Message): void => channel?.postMessage(message),
  on: (kind: Message['kind'], listener: () => void): void => void listeners.set(kind, listener),
}

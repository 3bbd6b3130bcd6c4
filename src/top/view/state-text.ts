import type { HostState } from '../state.ts';
import type { Styled } from './styled.ts';

/** How a host is doing, in twelve characters at most. */
export function stateText(state: HostState): Styled {
  if (state.kind === 'silent') return { text: `silent ${seconds(state.ms)}`, style: 'bad' };
  if (state.kind === 'late') return { text: `late ${Math.round(state.ms)} ms`, style: 'warning' };
  if (state.kind === 'missing') return { text: 'missing', style: 'bad' };
  if (state.kind === 'ended' || state.kind === 'full') return { text: state.kind, style: 'faint' };
  return { text: state.kind };
}

/** In four characters up to a day and more. */
function seconds(ms: number): string {
  const whole = Math.floor(ms / 1000);
  if (whole < 1000) return `${whole} s`;
  return whole < 60_000 ? `${Math.floor(whole / 60)}m` : `${Math.floor(whole / 3600)}h`;
}

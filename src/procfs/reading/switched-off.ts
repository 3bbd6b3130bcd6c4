/** Is thrown by a source that is there and counts nothing, as somebody has set it so. The message says what. */
export class SwitchedOff extends Error {}

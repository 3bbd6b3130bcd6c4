/**
 * The variables with which Node.js, and the OpenSSL in it, can be told what to do: those are for a command, and must
 * change nothing in a Node.js of ours: load a module, open a debugger, write a file, take over a descriptor. The wrapper
 * in bin/ unsets the same for our processes, see its test.
 * @see https://nodejs.org/api/cli.html#environment-variables
 */
export const NODE_VARIABLES: ReadonlySet<string> = new Set([
  'NODE_OPTIONS',
  'NODE_PATH',
  'NODE_EXTRA_CA_CERTS',
  'NODE_USE_SYSTEM_CA',
  'NODE_USE_ENV_PROXY',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'NODE_V8_COVERAGE',
  'NODE_COMPILE_CACHE',
  'NODE_COMPILE_CACHE_PORTABLE',
  'NODE_DISABLE_COMPILE_CACHE',
  'NODE_DEBUG',
  'NODE_DEBUG_NATIVE',
  'NODE_ICU_DATA',
  'NODE_NO_WARNINGS',
  'NODE_PENDING_DEPRECATION',
  'NODE_PENDING_PIPE_INSTANCES',
  'NODE_PRESERVE_SYMLINKS',
  'NODE_PRESERVE_SYMLINKS_MAIN',
  'NODE_REDIRECT_WARNINGS',
  'NODE_REPL_EXTERNAL_MODULE',
  'NODE_REPL_HISTORY',
  'NODE_SKIP_PLATFORM_CHECK',
  'NODE_TEST_CONTEXT',
  // Of a parent that is Node.js itself: its channel is one of the descriptors.
  'NODE_CHANNEL_FD',
  'NODE_CHANNEL_SERIALIZATION_MODE',
  'NODE_UNIQUE_ID',
  'UV_THREADPOOL_SIZE',
  'UV_USE_IO_URING',
  'OPENSSL_CONF',
  'OPENSSL_MODULES',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'SSLKEYLOGFILE',
]);

/** The notes themselves, for the process that the wrapper starts. */
export const NOTES_VARIABLE = 'RANKSTAT_NOTES';
/** Set for the recorder alone. */
export const RECORDER_VARIABLE = 'RANKSTAT_RECORDER';

/** Whether a variable is kept from our own processes by the wrapper, or is for them alone. */
export function isOurs(name: string): boolean {
  return NODE_VARIABLES.has(name) || name === NOTES_VARIABLE;
}

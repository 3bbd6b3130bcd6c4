/** Only a test that fails waits so long. */
const LATE_MS = 10_000;

/** What has to come at once, so that a test fails where it does not come at all. */
export async function soon<T>(coming: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('nothing comes')), LATE_MS);
  });
  return await Promise.race([coming, late]).finally(() => clearTimeout(timer));
}

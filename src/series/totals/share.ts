/**
 * What a device has to do with what all of a host did together, where each byte counts once. The rule is in
 * `docs/file-format.md`, section "Which block devices and interfaces are counted".
 * - `counted`: it is in the total
 * - `carried`: others carry its traffic, and they are counted if they are there
 * - `never`: it is memory or the host itself: nothing of it is storage or network
 * - `unknown`: whether it is counted with another is not known
 */
export type Share = 'counted' | 'carried' | 'never' | 'unknown';

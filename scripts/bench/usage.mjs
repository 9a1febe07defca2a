// Preloaded into a measured process: writes its CPU time in milliseconds and its peak resident set to $BENCH_USAGE.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpu: (userCPUTime + systemCPUTime) / 1000, peakBytes: maxRSS * 1024 };
  writeFileSync(/** @type {string} */ (process.env.BENCH_USAGE), JSON.stringify(usage));
});

// Prints `N passed, N failed` from the test runner's JSON report. A test file that could not be loaded counts as one
// failure, and so does a run that left no report.
import { readFileSync } from 'node:fs';

let passed = 0;
let failed = 1;
try {
  const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  passed = report.numPassedTests;
  failed = report.numFailedTests + unloaded.length;
} catch (error) {
  console.error(`no test results: ${error.message}`);
}
console.log(`${passed} passed, ${failed} failed`);

// Downloads the Temporal program of a version into a folder, through the SDK, which starts it once to do so.
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [version, downloadDir] = process.argv.slice(2);
try {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'cached-download', version, downloadDir },
      log: { format: 'pretty', level: 'error' },
    },
  });
  await environment.teardown();
} catch (error) {
  // The reason stands behind the addresses that were tried.
  console.error(`error: ${error.message.split('): ').at(-1)}`);
  process.exit(1);
}

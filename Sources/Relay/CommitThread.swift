// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// A thread of its own for the sequencer: a commit waits for the disk, and nothing else shall.
package final class CommitThread: TaskExecutor {
    private let queue = DispatchQueue(label: "baton.sequencer", qos: .userInitiated)

    /// Makes the thread ready; it begins with its first job.
    package init() {}

    /// Runs a job after those that were enqueued before.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

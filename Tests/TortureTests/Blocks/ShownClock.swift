// SPDX-License-Identifier: Apache-2.0

import Foundation
import Programs
import Safeguarding

/// The time of day that programs are shown, whatever the machine's clock says.
///
/// It goes on as the machine's does, and may be set while they run. They live in London. This is not
/// libfaketime's work: with that, the timers of libdispatch, which are absolute, never end, so the
/// daemon would only look at its clock when somebody calls.
final class ShownClock {
    private static let library = Program.folder.appending(path: "libShownClock.so")

    private let file: URL
    private var seconds: Int64 = 0

    /// Shows a time from now on.
    init(_ time: Instant) throws {
        file = FileManager.default.temporaryDirectory.appending(path: "baton-time-\(UUID())")
        try Data(count: MemoryLayout<Int64>.size).write(to: file)
        try show(time)
    }

    deinit { try? FileManager.default.removeItem(at: file) }

    /// Shows another time from now on, to the second.
    func show(_ time: Instant) throws {
        seconds = time.seconds - Caller.now.seconds
        let handle = try FileHandle(forWritingTo: file)
        try handle.write(contentsOf: withUnsafeBytes(of: seconds) { Data($0) })
        try handle.close()
    }

    /// What is shown now.
    var now: Instant { Caller.now.adding(milliseconds: seconds * 1_000) }

    /// The words before a program that make it see this time.
    var words: [String] {
        [
            "env", "LD_PRELOAD=\(Self.library.path)", "BATON_SHOWN_CLOCK=\(file.path)",
            "TZ=Europe/London",
        ]
    }
}

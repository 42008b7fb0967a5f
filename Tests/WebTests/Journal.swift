// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// Keeps what is logged: a line's sentence, then its metadata.
final class Journal: Sendable {
    private let kept = Mutex<[String]>([])
    private let (heard, hearing) = AsyncStream<String>.makeStream()

    /// Waits for the next line, the first one first.
    func next() async -> String? {
        var lines = heard.makeAsyncIterator()
        return await lines.next()
    }

    var lines: [String] { kept.withLock { $0 } }

    var logger: Logger { Logger(label: "journal") { _ in Handler(journal: self) } }

    private struct Handler: LogHandler {
        let journal: Journal
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let pairs = (event.metadata ?? [:]).sorted { $0.key < $1.key }
            let line = "\(event.message)" + pairs.map { " \($0.key)=\($0.value)" }.joined()
            journal.kept.withLock { $0.append(line) }
            journal.hearing.yield(line)
        }
    }
}

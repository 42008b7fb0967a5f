// SPDX-License-Identifier: Apache-2.0

package import Foundation
import Glibc
import Synchronization

/// A new and empty folder for temporary files, gone with all that is in it when nobody holds this any
/// more, or the process ends.
package final class TemporaryFolder: Sendable {
    /// Where it is.
    package let url: URL

    /// Those that are there: what the last test has begun may still hold one when the process ends.
    private static let held = Mutex<Set<URL>>([])
    private static let goAtTheEnd: Void = {
        atexit {
            for url in TemporaryFolder.held.withLock({ $0 }) {
                try? FileManager.default.removeItem(at: url)
            }
        }
    }()

    /// Makes one.
    package init() throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "baton-\(UUID())")
        url = place
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        Self.goAtTheEnd
        Self.held.withLock { _ = $0.insert(place) }
    }

    deinit { remove() }

    /// A place in it.
    package func appending(path: String) -> URL { url.appending(path: path) }

    /// Removes it now, where what holds this ends later than who writes into it.
    package func remove() {
        let place = url
        try? FileManager.default.removeItem(at: place)
        Self.held.withLock { _ = $0.remove(place) }
    }
}

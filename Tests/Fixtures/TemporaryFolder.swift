// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// A new and empty folder for temporary files, gone with all that is in it when nobody holds this any
/// more.
package final class TemporaryFolder: Sendable {
    /// Where it is.
    package let url: URL

    /// Makes one.
    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "baton-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { remove() }

    /// A place in it.
    package func appending(path: String) -> URL { url.appending(path: path) }

    /// Removes it now, where what holds this ends later than who writes into it.
    package func remove() { try? FileManager.default.removeItem(at: url) }
}

// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// The source tree that the tests were built from.
package enum Checkout {
    /// The folder that holds `Package.swift`.
    package static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    /// A file of the tree, by its path from the root.
    package static func file(_ path: String) -> URL { root.appending(path: path) }
}

// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation

/// What `make setup-torture` installs from the Python package index into a folder of its own.
enum PythonPrograms {
    private static let folder = Checkout.file(".build/torture-python/bin")

    /// Where a program stands.
    static func named(_ name: String) -> URL { folder.appending(path: name) }

    /// What is missing; nil when it was installed.
    static var lack: String? {
        FileManager.default.isExecutableFile(atPath: named("sslyze").path)
            ? nil : "not installed: the Python programs of .build/torture-python"
    }
}

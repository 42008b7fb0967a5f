// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation

/// What `make setup-torture` installs from the Python package index into a folder of its own.
enum PythonPrograms {
    private static let folder = Checkout.file(".build/torture-python/bin")

    /// Where a program stands.
    static func named(_ name: String) -> URL { folder.appending(path: name) }

    /// Whether a module of them is missing; nil when it was installed.
    static func lacks(module: String) -> String? {
        let lib = Checkout.file(".build/torture-python/lib")
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: lib.path)) ?? []
        let isThere = versions.contains { version in
            FileManager.default.fileExists(
                atPath: lib.appending(path: "\(version)/site-packages/\(module)").path)
        }
        return isThere ? nil : "not installed: \(module) in .build/torture-python"
    }

    /// What is missing; nil when it was installed.
    static var lack: String? {
        FileManager.default.isExecutableFile(atPath: named("sslyze").path)
            ? nil : "not installed: the Python programs of .build/torture-python"
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// Test data that others wrote, found outside the project.
///
/// The folder is `BATON_VECTORS`, else `../shared/vectors` beside the checkout. When neither is
/// there, a test says so in one line and passes: a stranger's clone has no vectors.
package enum Vectors {
    /// The folder that holds the vectors, or nil when there is none.
    package static var root: URL? {
        let checkout = Checkout.root
        let named = ProcessInfo.processInfo.environment["BATON_VECTORS"].map { URL(filePath: $0) }
        let folder = named ?? checkout.deletingLastPathComponent().appending(path: "shared/vectors")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }

    /// Every file under a folder of the vectors whose name ends so, by path relative to the root.
    ///
    /// Prints `vectors <path>: absent` when the folder is not there.
    package static func files(under path: String, ending: String = ".json") -> [VectorFile] {
        guard let root,
            let found = FileManager.default.enumerator(atPath: root.appending(path: path).path)
        else {
            print("vectors \(path): absent")
            return []
        }
        let names = found.compactMap { $0 as? String }.filter { $0.hasSuffix(ending) }.sorted()
        return names.compactMap { name in
            let url = root.appending(path: path).appending(path: name)
            return (try? Data(contentsOf: url)).map {
                VectorFile(path: "\(path)/\(name)", bytes: [UInt8]($0))
            }
        }
    }

    /// Prints the line that acceptance reads: how many cases of a file came out right.
    package static func report(_ path: String, right: Int, of cases: Int) {
        print("vectors \(path): \(right)/\(cases)")
    }

    /// Prints that cases were left out because Baton does not speak what they are about.
    package static func reportLeftOut(_ path: String, _ count: Int, because reason: String) {
        guard count > 0 else { return }
        print("vectors \(path): left out \(count) (\(reason))")
    }
}

/// One file of the vectors.
package struct VectorFile: Sendable, CustomStringConvertible {
    /// Where it stands, relative to the root of the vectors.
    package let path: String
    /// What it holds.
    package let bytes: [UInt8]

    /// The path, so that a failing parameterised test names its file.
    package var description: String { path }

    /// The last component of the path.
    package var name: String { String(path.split(separator: "/").last ?? "") }
}

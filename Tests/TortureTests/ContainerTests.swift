// SPDX-License-Identifier: Apache-2.0

import Foundation
import Programs
import Testing

extension Torture {
    /// Rows O01 to O06: the package under a real systemd, in a container of its own.
    ///
    /// One boot tries everything in order, from the package's installation to its purge; what is
    /// checked stands in `Systemd/inside.sh`, a line each.
    @Suite struct `The package under systemd` {
        /// How many checks the script makes; fewer means that it did not get to its end.
        static let checks = 44

        private static var tree: URL {
            URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent()
        }

        private var package: URL? {
            let folder = Self.tree.appending(path: ".build/deb")
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
            return names?.first { $0.hasSuffix(".deb") && !$0.contains("dbgsym") }
                .map { folder.appending(path: $0) }
        }

        private var missing: String? {
            if !Torture.isLong { return "only in make torture" }
            return Torture.lacks(tools: "systemd-nspawn", "dpkg", root: true)
        }

        @Test(.timeLimit(.minutes(6))) func `does all that an operator relies on`() throws {
            if let missing { return print("the package is not tried under systemd: \(missing)") }
            let package = try #require(package, "make deb builds it")
            let folder = try Program.freshFolder()
            defer { try? FileManager.default.removeItem(at: folder) }
            let script = Self.tree.appending(path: "Tests/TortureTests/Systemd/container.sh")
            let ending = try Program.run(
                script, [package.path, Program.built("baton").path, folder.path], in: folder)
            let lines = ending.output.split(separator: "\n")
            for line in lines where line.hasPrefix("not ok ") { Issue.record("\(line)") }
            #expect(lines.last == "end", "\(ending.output.suffix(400))")
            #expect(lines.count { $0.hasPrefix("ok ") } == Self.checks)
        }
    }
}

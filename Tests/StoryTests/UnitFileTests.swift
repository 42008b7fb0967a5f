// SPDX-License-Identifier: Apache-2.0

import Foundation
import Programs
import Testing

/// `config/systemd`, as systemd itself reads it.
@Suite struct `The units for systemd` {
    private static let source = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "config/systemd")

    /// A copy of the units whose program is the one that was built.
    private func units() throws -> URL {
        let folder = try Program.freshFolder()
        for name in ["baton.service", "baton.socket"] {
            let text = try String(contentsOf: Self.source.appending(path: name), encoding: .utf8)
            let program = Program.built("batond").path
            try text.replacing("/usr/bin/batond", with: program).write(
                to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        return folder
    }

    private func analyze() -> URL? {
        let program = Program.installed("systemd-analyze")
        if program == nil { print("the units are not read: systemd-analyze is not installed") }
        return program
    }

    @Test func `are read without a word`() throws {
        guard let analyze = analyze() else { return }
        let folder = try units()
        defer { try? FileManager.default.removeItem(at: folder) }
        let ending = try Program.run(
            analyze, ["verify", "--man=no", "./baton.service", "./baton.socket"], in: folder)
        #expect(ending.output == "")
        #expect(ending.status == 0)
    }

    @Test func `expose the daemon no more than 1.2 of 10`() throws {
        guard let analyze = analyze() else { return }
        let folder = try units()
        defer { try? FileManager.default.removeItem(at: folder) }
        let ending = try Program.run(
            analyze,
            ["security", "--offline=true", "--threshold=12", "--no-pager", "./baton.service"],
            in: folder)
        #expect(ending.status == 0, "\(ending.output.suffix(200))")
    }
}

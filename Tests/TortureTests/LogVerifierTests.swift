// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Fixtures
import Foundation
import Programs
import Signing
import Testing
import TransparencyLog

extension Torture {
    /// What Baton writes, read by programs of others that know the standards and nothing of Baton.
    @Suite struct `A log, verified by others` {
        private static let edges: [UInt64] = [1, 2, 255, 256, 257]
        private static let sizes: [UInt64] =
            Torture.isLong ? edges + [65_535, 65_536, 65_537, 200_000] : edges + [600]

        private static let tile = Checkout.file("Tests/TortureTests/Verifiers")

        @Test(.possible(unless: Torture.lacks(tools: "go")))
        func `is right at every size, by Go's own sumdb`() async throws {
            let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            defer { try? FileManager.default.removeItem(at: folder) }
            guard let verifier = try GoVerifier.built(in: folder) else { return }
            let log = try WrittenLog(entries: Int(Self.sizes.max() ?? 0))
            for size in Self.sizes {
                let copy = folder.appending(path: "\(size)")
                try log.write(size: size, to: copy)
                let smaller = Self.sizes.filter { $0 < size }
                let words =
                    ["-witness", log.witness.verifierKey.vkey]
                    + smaller.flatMap { ["-size", "\($0)"] }
                let ending = try verifier.run(copy, log.signer.verifierKey.vkey, words)
                #expect(ending.status == 0, "\(size): \(ending.output)")
                #expect(ending.output.hasPrefix("good: \(size) entries"))
                Torture.report("Go's sumdb, \(size): \(ending.output)")
            }
            try flip(in: folder.appending(path: "257"), verifier, log)
        }

        /// A verifier that finds nothing wrong proves nothing, so each kind of file is altered once.
        private func flip(in copy: URL, _ verifier: GoVerifier, _ log: WrittenLog) throws {
            for path in ["checkpoint", "tile/0/000", "tile/1/000.p/1", "tile/entries/000"] {
                let file = copy.appending(path: path)
                let good = try Data(contentsOf: file)
                var bad = good
                bad[good.count / 2] ^= 1
                try bad.write(to: file)
                let ending = try verifier.run(
                    copy, log.signer.verifierKey.vkey, ["-witness", log.witness.verifierKey.vkey])
                #expect(ending.status == 1 && ending.output.hasPrefix("broken: "), "\(path)")
                try good.write(to: file)
            }
        }

        @Test(.possible(unless: PythonPrograms.lacks(module: "pymerkle")))
        func `has the roots that pymerkle computes`() async throws {
            let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            defer { try? FileManager.default.removeItem(at: folder) }
            let log = try WrittenLog(entries: Int(Self.sizes.max() ?? 0))
            try log.write(size: Self.sizes.max() ?? 0, to: folder)
            let ending = try await Program.runAside(
                PythonPrograms.named("python"),
                [Self.tile.appending(path: "merkle.py").path, folder.path]
                    + Self.sizes.map { "\($0)" }, in: folder)
            #expect(ending.status == 0, "\(ending.output)")
            let lines = ending.output.split(separator: "\n").map(String.init)
            #expect(lines.count == Self.sizes.count)
            for (line, size) in zip(lines, Self.sizes) {
                let checkpoint = Checkpoint(
                    origin: log.signer.verifierKey.name, size: size, root: try log.root(size))
                let root = String(decoding: checkpoint.text, as: UTF8.self)
                    .split(separator: "\n")[2]
                #expect(line == "\(size) \(root)")
            }
            Torture.report(
                "pymerkle agrees at \(Self.sizes.map { "\($0)" }.joined(separator: ", "))")
        }

        @Test(.possible(unless: Torture.lacks(tools: "go")))
        func `of a daemon is right, and so are its receipts`() async throws {
            let town = try Town()
            defer { town.leave() }
            guard let verifier = try GoVerifier.built(in: town.folder) else { return }
            let count = Torture.rounds(short: 300, long: 3_000)
            let daemon = try await Batond.ready(town)
            let (copy, receipt) = (
                town.folder.appending(path: "copy"), town.folder.appending(path: "one.tlog-proof")
            )
            try await Exchange.withHTTP(isPatient: false) { exchange in
                let poster = try Poster(town, over: exchange)
                #expect(try await poster.post(count).accepted == count)
                let promise = try #require(poster.journal.acknowledgements.first)
                try Data(promise.receipt).write(to: receipt)
            }
            let mirrored = try town.baton(
                [
                    "log", "mirror", copy.path, "--node",
                    town.folder.appending(path: "demo/nodes/police.json").path,
                ])
            #expect(mirrored.status == 0, "\(mirrored.output)")
            let key = try town.node(.police).pinnedLogKeys().current.vkey
            let ending = try verifier.run(copy, key, ["-receipt", receipt.path])
            #expect(ending.status == 0 && ending.output.contains("1 receipts"), "\(ending.output)")
            Torture.report("Go's sumdb, of a daemon: \(ending.output)")
            #expect(try await daemon.stop() == .exit(0))
        }
    }
}

/// The verifier in Go, built by the Go of the system from what Debian packages.
struct GoVerifier {
    private let program: URL

    /// Builds it; nil where Go's own modules are not installed, which is told in a line.
    static func built(in folder: URL) throws -> GoVerifier? {
        let sources = "/usr/share/gocode/src/golang.org/x/mod/sumdb"
        guard FileManager.default.fileExists(atPath: sources) else {
            Torture.report("not installed: golang-golang-x-mod-dev")
            return nil
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let program = folder.appending(path: "log-verifier")
        let source = Checkout.file("Tests/TortureTests/Verifiers/verify.go")
        let built = try Program.run(
            URL(filePath: "/usr/bin/env"),
            [
                "GO111MODULE=off", "GOPATH=/usr/share/gocode", "GOFLAGS=",
                "GOCACHE=\(folder.path)/go-cache", "go", "build", "-o", program.path, source.path,
            ], in: folder)
        #expect(built.status == 0, "\(built.output)")
        return GoVerifier(program: program)
    }

    func run(_ copy: URL, _ vkey: String, _ words: [String]) throws -> Program.Ending {
        try Program.run(program, [copy.path, vkey] + words, in: copy)
    }
}

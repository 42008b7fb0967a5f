// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Programs
import Signing
import Testing
import TransparencyLog

extension Torture {
    /// Rows S11 to S15: bytes that libFuzzer makes up, under the address sanitizer.
    ///
    /// It takes the room's sources as they are, so it runs only in the long form or when
    /// `BATON_FUZZ_SECONDS` says for how long. What it ever finds becomes a test of its room.
    @Suite(.enabled(if: Fuzzer.isAsked), .possible(unless: Torture.lacks(tools: "swiftc")))
    struct `Bytes that a machine makes up` {
        @Test func `are read or refused, and never end the program`() throws {
            let fuzzer = try Fuzzer()
            defer { fuzzer.remove() }
            for target in Fuzzer.targets {
                let ending = try fuzzer.run(target)
                let runs = ending.output.split(separator: "\n").last { $0.hasPrefix("Done ") }
                Torture.report("fuzz \(target.name): \(runs ?? "stopped")")
                #expect(
                    ending.status == 0,
                    "\(target.name): \(fuzzer.found) \(ending.output.suffix(8_000))")
            }
        }
    }
}

/// The targets of `Tests/Fuzz`, and the rooms that they take bytes to, built for it.
struct Fuzzer {
    private let folder: URL

    /// What is fuzzed: each has a file in `Tests/Fuzz`, and takes bytes to a room at the highest.
    static let targets = [
        Target("JSON", upTo: "Wire"), Target("Pattern", upTo: "Schema"),
        Target("Schema", upTo: "Schema"), Target("Token", upTo: "Signing"),
        Target("Claims", upTo: "Intake"), Target("Certificate", upTo: "Signing"),
        Target("Timestamp", upTo: "Signing"), Target("Note", upTo: "TransparencyLog"),
        Target("Upload", upTo: "Audit"), Target("Poll", upTo: "Web"),
    ]

    /// One of them.
    struct Target {
        let name: String
        fileprivate let top: String

        fileprivate init(_ name: String, upTo top: String) { (self.name, self.top) = (name, top) }

        /// The rooms that it is linked with.
        fileprivate var rooms: ArraySlice<String> {
            Fuzzer.rooms.prefix { $0 != top } + [top]
        }
    }

    /// The rooms, from the lowest floor up; before `Relay` none of them needs what is built of others
    /// but Yams.
    private static let rooms = [
        "Wire", "Schema", "Signing", "Safeguarding", "Intake", "TransparencyLog", "Routing",
        "Handoffs", "Ledger", "Audit", "Relay", "Web",
    ]

    private static let environment = ProcessInfo.processInfo.environment["BATON_FUZZ_SECONDS"]

    /// Whether there is time for it.
    static var isAsked: Bool { Torture.isLong || environment != nil }

    /// For how long, in seconds; the acceptance table asks for ten minutes.
    private static var seconds: String { environment ?? "600" }

    /// Builds the rooms.
    init() throws {
        folder = try Program.freshFolder()
        for room in Self.rooms {
            try compile(module: room, Self.sources(in: "Sources/\(room)"))
        }
    }

    /// Builds a target, and lets it make up bytes.
    func run(_ target: Target) throws -> Program.Ending {
        let program = folder.appending(path: "fuzz-\(target.name)")
        let others =
            target.rooms.contains("Relay") ? Self.others + ["CGzip"] : ["Yams", "CYaml"]
        try swiftc(
            ["-module-name", "Fuzz", "-use-ld=lld", "-lcrypto", "-lz", "-lstdc++"]
                + ["-o", program.path] + target.rooms.map { "\($0).o" }
                + Self.objects(of: others)
                + [Checkout.file("Tests/Fuzz/\(target.name)Fuzz.swift").path])
        let corpus = folder.appending(path: "corpus-\(target.name)")
        try writeSeeds(of: target.name, into: corpus)
        return try Program.run(
            program,
            [
                "-max_total_time=\(Self.seconds)", "-timeout=60", "-rss_limit_mb=2048",
                "-max_len=\(Self.longest(target.name))", corpus.path,
            ], in: folder)
    }

    /// The bytes that ended a program, in base64.
    var found: String {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let bytes = names.filter { $0.hasPrefix("crash-") || $0.hasPrefix("timeout-") }
            .compactMap { try? Data(contentsOf: folder.appending(path: $0)) }
        return bytes.map { $0.base64EncodedString() }.joined(separator: " ")
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    private func compile(module: String, _ sources: [String]) throws {
        try swiftc(
            ["-module-name", module, "-emit-module", "-emit-module-path", "\(module).swiftmodule"]
                + ["-enable-testing", "-c", "-o", "\(module).o"] + sources)
    }

    private func swiftc(_ arguments: [String]) throws {
        let program = try #require(Program.installed("swiftc"))
        let features = [
            "ExistentialAny", "MemberImportVisibility", "InternalImportsByDefault",
            "NonisolatedNonsendingByDefault",
        ].flatMap { ["-enable-upcoming-feature", $0] }
        let settings = [
            "-O", "-wmo", "-swift-version", "6", "-package-name", "baton", "-parse-as-library",
            "-sanitize=address,fuzzer", "-I", ".",
            "-I", Checkout.file("Sources/COpenSSL").path, "-I", Program.built("Modules").path,
        ]
        let ending = try Program.run(
            program, settings + Self.headers + features + arguments, in: folder)
        try #require(ending.status == 0, "\(ending.output.suffix(4_000))")
    }

    private static func sources(in room: String) -> [String] {
        let root = Checkout.file(room)
        let found = FileManager.default.enumerator(atPath: root.path)
        return (found?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") }
            .map { root.appending(path: $0).path }
    }

    /// Where the headers of modules in C stand, and the maps that the package's own build made of them.
    private static let headers: [String] = {
        let maps = (["CGzip"] + others).map { Program.built("\($0).build/module.modulemap").path }
            .filter { FileManager.default.fileExists(atPath: $0) }
        let packages = names(in: ".build/checkouts").map { ".build/checkouts/\($0)/Sources" }
        let folders = (packages + ["Sources"]).flatMap { package in
            names(in: package).map { Checkout.file("\(package)/\($0)/include").path }
        }
        return maps.flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
            + folders.filter { FileManager.default.fileExists(atPath: $0) }.flatMap { ["-I", $0] }
    }()

    /// The modules that the package's own build made and that are not ours.
    private static let others: [String] = {
        let ours = Set((names(in: "Sources") + names(in: "Tests")).map(plain))
        let built = try? FileManager.default.contentsOfDirectory(atPath: Program.folder.path)
        return (built ?? []).filter { $0.hasSuffix(".build") }.map { String($0.dropLast(6)) }
            .filter { name in
                !ours.contains(plain(name)) && !name.hasPrefix("batonPackage")
                    && !name.hasSuffix("-tool")
            }.sorted()
    }()

    /// A module's name as that of the folder that it is made from.
    private static func plain(_ name: String) -> String {
        name.replacing("_", with: "").lowercased()
    }

    private static func names(in folder: String) -> [String] {
        let path = Checkout.file(folder).path
        return (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    }

    /// What the package's own build made of modules.
    private static func objects(of modules: [String]) -> [String] {
        modules.flatMap { module -> [String] in
            let folder = Program.built("\(module).build")
            let found = FileManager.default.enumerator(atPath: folder.path)
            return (found?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".o") }
                .map { folder.appending(path: $0).path }
        }
    }

    /// How many bytes are made up at most: a certificate needs more than a pattern.
    private static func longest(_ target: String) -> Int {
        ["JSON", "Pattern", "Schema"].contains(target) ? 512 : 4_096
    }

    /// Each block of the target's seeds, which a blank line ends, becomes a file.
    private func writeSeeds(of target: String, into corpus: URL) throws {
        try FileManager.default.createDirectory(at: corpus, withIntermediateDirectories: true)
        for (number, seed) in Self.made(for: target).enumerated() {
            try Data(seed).write(to: corpus.appending(path: "made\(number)"))
        }
        let file = Checkout.file("Tests/Fuzz/Seeds/\(target).txt")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return }
        let seeds = text.split(separator: "\n\n")
        for (number, seed) in seeds.enumerated() {
            let text = seed.hasSuffix("\n") ? seed.dropLast() : seed
            try Data(text.utf8).write(to: corpus.appending(path: "seed\(number)"))
        }
    }
}

extension Fuzzer {
    /// Seeds that no text can hold, made on the spot.
    fileprivate static func made(for target: String) -> [[UInt8]] {
        let noon: Int64 = 1_800_000_000
        switch target {
        case "Certificate":
            let authority = CertificateIssuer(named: "An authority", validity: noon...(noon + 1))
            let client = authority.issue(
                .client(of: "https://northumbria.police.example", validity: noon...(noon + 1)),
                for: PrivateKey.generate(.p256))
            return [
                authority.certificate.der, client.der,
                authority.revoke([client], at: noon, next: noon + 1).der,
                Array(PEMBlock.text("CERTIFICATE", client.der).utf8),
            ]
        case "Note": return notes()
        case "Timestamp":
            let vectors = Vectors.files(under: "rfc3161", ending: ".tsr").map(\.bytes)
            return [TimestampRequest(for: SHA256.digest(of: [])).der] + vectors
        default: return []
        }
    }

    /// What a log, its witnesses and its auditors say, under keys that nobody knows.
    private static func notes() -> [[UInt8]] {
        guard let name = try? NoteName("baton.example/log"),
            let log = try? NoteSigner(name: name, key: .generate(.ed25519)),
            let witness = try? NoteSigner(name: name, type: .cosignature, key: .generate(.ed25519))
        else { return [] }
        let hash = SHA256.digest(of: [])
        func checkpoint(_ size: UInt64) -> SignedNote {
            Checkpoint(origin: name, size: size, root: hash).signed(by: log)
        }
        let cosigned = try? checkpoint(5).adding(witness.cosign(checkpoint(5).text, time: 1))
        let policy = """
            log \(log.verifierKey.vkey)
            witness a \(witness.verifierKey.vkey) https://witness.example
            group any any a
            quorum any

            """
        return [
            checkpoint(5).bytes, cosigned?.bytes ?? [],
            LogProof(
                extra: [0x7B, 0x7D], index: 3, hashes: [hash, hash], checkpoint: checkpoint(5)
            )
            .bytes,
            LogConflict(older: checkpoint(5), newer: checkpoint(7), hashes: [hash]).bytes,
            AddCheckpoint(oldSize: 5, proof: [hash], checkpoint: checkpoint(7)).bytes,
            Array(policy.utf8), [2, 0, 3, 1, 2, 3, 0, 0],
            [UInt8](repeating: 0, count: 15) + [9] + hash.bytes + hash.bytes,
        ]
    }
}

// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Programs
import Signing
import Testing

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
                Torture.report("fuzz \(target): \(runs ?? "stopped")")
                #expect(ending.status == 0, "\(target): \(ending.output.suffix(4_000))")
            }
        }
    }
}

/// The targets of `Tests/Fuzz`, and the rooms that they take bytes to, built for it.
struct Fuzzer {
    private let folder: URL

    /// What is fuzzed: each has a file in `Tests/Fuzz`.
    static let targets = [
        "JSON", "Pattern", "Schema", "Token", "Claims", "Certificate", "Timestamp",
    ]

    /// The rooms, from the lowest floor up; none of them needs Foundation.
    private static let rooms = ["Wire", "Schema", "Signing", "Safeguarding", "Intake"]

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
    func run(_ target: String) throws -> Program.Ending {
        try swiftc(
            ["-module-name", "Fuzz", "-use-ld=lld", "-lcrypto", "-o", "fuzz-\(target)"]
                + Self.rooms.map { "\($0).o" } + Self.objects(of: ["Yams", "CYaml"])
                + [Checkout.file("Tests/Fuzz/\(target)Fuzz.swift").path])
        let corpus = folder.appending(path: "corpus-\(target)")
        try writeSeeds(of: target, into: corpus)
        return try Program.run(
            folder.appending(path: "fuzz-\(target)"),
            [
                "-max_total_time=\(Self.seconds)", "-timeout=60", "-rss_limit_mb=2048",
                "-max_len=\(Self.longest(target))", corpus.path,
            ], in: folder)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    private func compile(module: String, _ sources: [String]) throws {
        try swiftc(
            ["-module-name", module, "-emit-module", "-emit-module-path", "\(module).swiftmodule"]
                + ["-c", "-o", "\(module).o"] + sources)
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
            "-I", Checkout.file(".build/checkouts/Yams/Sources/CYaml/include").path,
        ]
        let ending = try Program.run(program, settings + features + arguments, in: folder)
        try #require(ending.status == 0, "\(ending.output.suffix(4_000))")
    }

    private static func sources(in room: String) -> [String] {
        let root = Checkout.file(room)
        let found = FileManager.default.enumerator(atPath: root.path)
        return (found?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") }
            .map { root.appending(path: $0).path }
    }

    /// What the package's own build made of modules that are not ours.
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
        case "Timestamp":
            let vectors = Vectors.files(under: "rfc3161", ending: ".tsr").map(\.bytes)
            return [TimestampRequest(for: SHA256.digest(of: [])).der] + vectors
        default: return []
        }
    }
}

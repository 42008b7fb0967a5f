// SPDX-License-Identifier: Apache-2.0

package import Foundation
import Programs
import Signing

/// A time stamping authority of OpenSSL, with keys and certificates made for this test alone.
package struct TimestampAuthority {
    /// Whether there is an `openssl` to be one.
    package static let isInstalled = Program.installed("openssl") != nil
    /// The policy under which it stamps when nothing else is asked.
    package static let policy = "1.3.6.1.4.1.99999.1"
    /// Another that it knows.
    package static let otherPolicy = "1.3.6.1.4.1.99999.2"

    /// Where its keys and certificates are.
    package let folder: URL
    /// Further settings under which `openssl` runs, such as show it another time.
    package var environment: [String] = []

    /// An authority of one test alone; all of them begin with the same keys.
    package init() async throws {
        folder = try Program.freshFolder()
        for (name, bytes) in try await Self.files.value {
            try Data(bytes).write(to: folder.appending(path: name))
        }
    }

    /// What an authority begins with, made once a run.
    private static let files = Task {
        let authority = TimestampAuthority(in: try Program.freshFolder())
        defer { authority.remove() }
        try authority.write(settings, to: "settings.cnf")
        try authority.write("01\n", to: "serial")
        try await authority.makeRoot()
        try await authority.makeCertificate("tsa")
        let names = try FileManager.default.contentsOfDirectory(atPath: authority.folder.path)
        return try names.map { (name: $0, bytes: try authority.file($0)) }
    }

    private init(in folder: URL) { self.folder = folder }

    /// Removes the folder.
    package func remove() { try? FileManager.default.removeItem(at: folder) }

    private static let settings = """
        [req]
        distinguished_name = name
        [name]
        [root]
        basicConstraints = critical, CA:TRUE
        keyUsage = critical, keyCertSign, cRLSign
        subjectKeyIdentifier = hash
        [tsa]
        default_tsa = here
        [here]
        serial = serial
        signer_digest = sha256
        default_policy = \(policy)
        other_policies = \(otherPolicy)
        digests = sha1, sha256, sha384, sha512
        accuracy = secs:1, millisecs:500
        ordering = yes
        tsa_name = $ENV::NAMED
        ess_cert_id_alg = $ENV::ESS
        [ca]
        default_ca = lists
        [lists]
        database = index.txt
        default_md = sha256
        default_crl_days = 1
        """

    /// What a good certificate of an authority says.
    package static let goodExtensions = """
        keyUsage = critical, digitalSignature
        extendedKeyUsage = critical, timeStamping
        """

    /// A root that signs itself: `root.pem`, `root.key`.
    package func makeRoot() async throws {
        try await openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", "root.key", "-out", "root.pem", "-days", "400", "-subj", "/CN=Test root",
            "-config", "settings.cnf", "-extensions", "root")
    }

    /// A certificate `<name>.pem` with its key, signed by another.
    package func makeCertificate(
        _ name: String, extensions: String = goodExtensions, issuer: String = "root",
        key: [String] = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], subject: String? = nil,
        days: Int = 1
    ) async throws {
        try write(extensions + "\n", to: "\(name).ext")
        try await openssl(
            ["req", "-new", "-newkey"] + key + [
                "-nodes", "-keyout", "\(name).key", "-out", "\(name).csr", "-subj",
                subject ?? "/CN=Test \(name)", "-config", "settings.cnf",
            ])
        try await openssl(
            "x509", "-req", "-in", "\(name).csr", "-CA", "\(issuer).pem", "-CAkey",
            "\(issuer).key", "-CAcreateserial", "-days", "\(days)", "-out", "\(name).pem",
            "-extfile",
            "\(name).ext")
    }

    /// Answers a request as `openssl ts -reply` does, naming its certificate by such a digest, and
    /// itself by its name or not at all.
    package func answer(
        _ request: [UInt8], naming digest: String = "sha256", named: Bool = true,
        as signer: String = "tsa"
    ) async throws -> [UInt8] {
        try Data(request).write(to: folder.appending(path: "request.tsq"))
        try await openssl(
            [
                "ts", "-reply", "-config", "settings.cnf", "-section", "here", "-queryfile",
                "request.tsq", "-signer", "\(signer).pem", "-inkey", "\(signer).key", "-out",
                "answer.tsr",
            ], setting: ["ESS=\(digest)", "NAMED=\(named ? "yes" : "no")"])
        return try file("answer.tsr")
    }

    /// The certificates that are trusted, in DER.
    package func certificates(_ names: String...) throws -> [[UInt8]] {
        try names.flatMap { try PEMBlock.reading(file("\($0).pem")).map(\.bytes) }
    }

    /// What is signed in a token: the `TSTInfo`.
    package func info(of token: [UInt8]) async throws -> [UInt8] {
        try Data(token).write(to: folder.appending(path: "token.der"))
        try await openssl(
            "cms", "-verify", "-noverify", "-inform", "DER", "-in", "token.der", "-out", "info.der")
        return try file("info.der")
    }

    /// The `TSTInfo` with another time in it, in seconds from now.
    ///
    /// A certificate that a test makes is not yet valid in the second in which the token was made.
    package func moved(_ info: [UInt8], bySeconds seconds: Double) throws -> [UInt8] {
        let format = DateFormatter()
        format.timeZone = .gmt
        format.dateFormat = "yyyyMMddHHmmss"
        let digits = format.string(from: Date(timeIntervalSinceNow: seconds))
        return try moved(info, to: digits)
    }

    /// The `TSTInfo` with other digits as its time.
    package func moved(_ info: [UInt8], to digits: String) throws -> [UInt8] {
        let time = info.indices.dropLast(16).first {
            info[$0] == 0x18 && info[$0 + 1] == 15 && info[$0 + 16] == UInt8(ascii: "Z")
        }
        guard let time else { throw Broken(arguments: [], output: "there is no genTime") }
        var moved = info
        moved.replaceSubrange(time + 2..<time + 16, with: digits.utf8)
        return moved
    }

    /// A token over such content, signed as anybody can who has a key.
    package func token(
        over info: [UInt8], by signers: [String] = ["tsa"],
        options: [String] = ["-cades"], type: String = "id-smime-ct-TSTInfo"
    ) async throws -> [UInt8] {
        try Data(info).write(to: folder.appending(path: "info.der"))
        let who = signers.flatMap { ["-signer", "\($0).pem", "-inkey", "\($0).key"] }
        try await openssl(
            [
                "cms", "-sign", "-binary", "-nodetach", "-in", "info.der", "-outform", "DER",
                "-out",
                "token.der", "-econtent_type", type,
            ] + who + options)
        return try file("token.der")
    }

    /// A revocation list of the root; each line is one of OpenSSL's database.
    package func revocationList(_ lines: [String], days: Int = 1) async throws -> [UInt8] {
        try write(lines.map { $0 + "\n" }.joined(), to: "index.txt")
        try await openssl(
            "ca", "-gencrl", "-config", "settings.cnf", "-keyfile", "root.key", "-cert",
            "root.pem", "-out", "list.pem", "-crldays", "\(days)")
        return try PEMBlock.reading(file("list.pem"))[0].bytes
    }

    /// The serial number of a certificate, in hexadecimal.
    package func serial(of name: String) async throws -> String {
        let text = try await openssl("x509", "-in", "\(name).pem", "-noout", "-serial")
        return String(text.split(separator: "=")[1].prefix { $0.isHexDigit })
    }

    /// Runs `openssl` in the folder, and gives what it printed.
    @discardableResult
    package func openssl(_ arguments: String...) async throws -> String {
        try await openssl(arguments)
    }

    /// Runs `openssl` in the folder with settings of the environment, and gives what it printed.
    @discardableResult
    package func openssl(
        _ arguments: [String], setting: [String] = ["ESS=sha256", "NAMED=yes"]
    ) async throws -> String {
        let (shell, folder) = (URL(filePath: "/usr/bin/env"), folder)
        let words = setting + environment + ["openssl"] + arguments
        let ending = try await withCheckedThrowingContinuation { continuation in
            // A thread of its own: other tests need those that run what is asynchronous.
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        try Program.run(shell, words, in: folder)
                    })
            }
        }
        guard ending.status == 0 else { throw Broken(arguments: arguments, output: ending.output) }
        return ending.output
    }

    struct Broken: Error {
        let arguments: [String]
        let output: String
    }

    /// The bytes of a file of the folder.
    package func file(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }

    private func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import Signing

/// Who stamps the log's checkpoints.
extension ConfigurationReader {
    /// The most authorities that the list may have.
    static let mostTimestampAuthorities = 8

    /// Reads `timestamps` of `log`: the preferred authority first.
    mutating func timestamping(_ map: SourceMapping) -> TimestampSetting {
        var authorities: [TimestampSetting.Authority] = []
        for node in list("timestamps", in: map, optional: true) {
            guard let authority = timestampAuthority(node) else { continue }
            guard !authorities.contains(where: { $0.url == authority.url }) else {
                reader.note(node.fault("this authority is there twice", write: "it once"))
                continue
            }
            authorities.append(authority)
        }
        if authorities.count > Self.mostTimestampAuthorities, let node = map["timestamps"] {
            reader.note(
                node.fault(
                    "there are \(authorities.count) authorities",
                    write: "at most \(Self.mostTimestampAuthorities)"))
        }
        return TimestampSetting(authorities: authorities)
    }

    /// Reads `{url, authorities, lists, policies}`.
    private mutating func timestampAuthority(
        _ node: SourceNode
    ) -> TimestampSetting.Authority? {
        let keys = ["url", "authorities", "lists", "policies"]
        guard let map = reader.mapping(node, "an authority", keys: keys) else { return nil }
        let url = reader.required("url", in: map) { (node) throws(SourceFault) in
            try node.authorityURL()
        }
        guard let file = reader.required("authorities", in: map) else { return nil }
        let faults = reader.faults.count
        let certificates = self.certificates(file, as: .timestampAuthority)
        let lists = list("lists", in: map, optional: true)
            .flatMap { timestampLists($0) }
        let policies = list("policies", in: map, optional: true).compactMap { node in
            reader.attempt { () throws(SourceFault) in try node.timestampPolicy() }
        }
        guard let url, reader.faults.count == faults else { return nil }
        for certificate in certificates {
            documents["certificate:\(certificate.digest)"] = certificate.der
        }
        for list in lists { documents["revocation-list:\(list.digest)"] = list.der }
        do throws(TimestampFault) {
            let trust = try TimestampTrust(
                certificates: certificates.map(\.der), revocationLists: lists.map(\.der),
                policies: policies.isEmpty ? nil : Set(policies))
            return TimestampSetting.Authority(url: url, trust: trust)
        } catch {
            reader.note(
                file.fault("\(error)", write: "the path of its root's certificate, in PEM"))
            return nil
        }
    }

    private mutating func timestampLists(_ node: SourceNode) -> [RevocationList] {
        let lists = blocks(node, labelled: "X509 CRL").compactMap { block in
            reader.attempt { () throws(SourceFault) -> RevocationList in
                do throws(CertificateError) { return try RevocationList(der: block.bytes) } catch {
                    throw node.fault(
                        "line \(block.line) of the file begins no revocation list: \(error)",
                        write: "the path of lists in PEM")
                }
            }
        }
        note(.timestampList, node, lists)
        return lists
    }
}

extension SourceNode {
    /// RFC 3161 knows authorities by plain HTTP too: the token is signed, and the nonce is fresh.
    fileprivate func authorityURL() throws(SourceFault) -> String {
        let text = try text()
        guard text.hasPrefix("https://") || text.hasPrefix("http://") else {
            throw fault(
                "`\(text)` is no URL of an authority", write: "one that begins with https://")
        }
        return text
    }

    fileprivate func timestampPolicy() throws(SourceFault) -> TimestampPolicy {
        let text = try text()
        guard let policy = TimestampPolicy(text) else {
            throw fault(
                "`\(text)` is no object identifier", write: "numbers with dots between them")
        }
        return policy
    }
}

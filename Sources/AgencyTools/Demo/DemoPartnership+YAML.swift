// SPDX-License-Identifier: Apache-2.0

import Safeguarding

extension DemoPartnership {
    /// `baton.yaml`, in the form of interfaces.md section 4.
    package var yaml: String {
        [head, partnerships, members, agreements, subscriptions, readers].joined(separator: "\n")
    }

    private var head: String {
        """
        # A demonstration: every key in this folder was made for it, and no real case may use it.
        # Start it with: batond --config baton.yaml
        broker:
          uri: \(Self.broker)
          signing_key: keys/broker.jwk
          store_keys: {1: keys/store-1.key}
          index_keys: {1: keys/index-1.key}
          jti_key: keys/jti.key
        log: {origin: \(Self.origin), key: keys/log.key}
        listen: {http: "127.0.0.1:\(port)"\(security)}
        management: "127.0.0.1:\(port + 1)"
        store: {sqlite: state/baton.db}

        """
    }

    private var security: String {
        guard transport != nil else { return "" }
        return """
            ,
              tls: {certificate: \(DemoTransport.listener), key: \(DemoTransport.listenerKey), \
            client_ca: \(DemoTransport.anchors)}
            """
    }

    private var partnerships: String {
        """
        partnerships:
          - uri: \(Self.partnership)
            number: 1
            name: \(DemoAgency.Role.partnership.name)
            rules: rules/\(rules).yaml
            calendar: england-and-wales
            roles:
              front-door: \(DemoAgency.Role.council.uri)
              police-safeguarding: \(DemoAgency.Role.police.uri)

        """
    }

    private var members: String {
        let yesterday = today.adding(days: -1)
        let members = DemoAgency.Role.allCases.map { role in
            """
              - uri: \(role.uri)
                name: \(role.name)
                kind: \(role)
                nodes:
                  - {id: \(role), keys: [{jwk: keys/\(role).pub.json, from: \(yesterday)}]}

            """
        }
        return "agencies:\n" + members.joined()
    }

    /// Two agreements: one for all but the school, which may be sent everything but referrals.
    private var agreements: String {
        let senders = DemoAgency.Role.allCases.filter(\.isSender)
        let all = agreement(
            "isa-1", from: senders, to: senders.filter { $0 != .school }, types: types)
        let school = agreement(
            "isa-2", from: senders, to: [.school],
            types: types.filter { $0 != Self.withheldFromSchool })
        return "agreements:\n" + all + school
    }

    private func agreement(
        _ id: String, from: [DemoAgency.Role], to: [DemoAgency.Role], types: [String]
    ) -> String {
        """
          - id: \(id)
            partnership: \(Self.partnership)
            from: [\(from.map(\.uri).joined(separator: ", "))]
            to: [\(to.map(\.uri).joined(separator: ", "))]
            types: [\(types.joined(separator: ", "))]
            purpose: safeguarding children
            lawful_basis: Children Act 2004 s.16LA
            review_by: \(today.adding(days: 365))

        """
    }

    private var subscriptions: String {
        """
        subscriptions:
          - agency: \(DemoAgency.Role.health.uri)
            partnership: \(Self.partnership)
            types: [\(Self.withheldFromSchool)]

        """
    }

    private var readers: String {
        """
        readers:
          - agency: \(DemoAgency.Role.partnership.uri)
            role: partnership
            partnerships: [\(Self.partnership)]
          - agency: \(DemoAgency.Role.inspectorate.uri)
            role: inspector
            partnerships: [\(Self.partnership)]
            from: \(today.adding(days: -1))
            until: \(today.adding(days: 28))

        """
    }
}

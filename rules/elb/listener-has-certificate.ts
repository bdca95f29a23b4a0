import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'elb/listener-has-certificate',
  on: 'AWS::ElasticLoadBalancingV2::Listener',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A listener for HTTPS or TLS has a certificate',
  why: 'Elastic Load Balancing refuses a listener that ends TLS without a default certificate. Certificates of AWS::ElasticLoadBalancingV2::ListenerCertificate come on top and do not replace it.',
  fix: 'Certificates: [{ CertificateArn: … }].',
  references: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html', 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html'],
  equivalents: { cfnLint: ['E3676'] },
  errors: ['A certificate must be specified for HTTPS listeners'],
  presets: ['recommended', 'strict'],
  check(listener, { at, has, report }) {
    if (has(listener, 'Certificates') && listener.Certificates?.length !== 0) return;
    if (!has(listener, 'Protocol') || (listener.Protocol !== 'HTTPS' && listener.Protocol !== 'TLS')) return;
    report(at(listener, 'Certificates'), `listener "${listener}" speaks ${listener.Protocol}, but has no certificate`, { related: [[at(listener, 'Protocol'), 'the protocol']] });
  },
});

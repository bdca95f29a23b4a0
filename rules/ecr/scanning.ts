import { filterMatches } from '../../src/aws/images/scanning.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecr/scanning',
  on: 'AWS::ECR::Repository',
  with: ['AWS::ECR::RegistryScanningConfiguration'],
  category: 'security',
  severity: 'medium',
  // The scanning of the registry is a setting of the account and Region, often made elsewhere.
  confidence: 'likely',
  fixable: true,
  summary: 'Images are scanned when they are pushed',
  why: 'A scan on push names the known vulnerabilities of an image before it runs anywhere. Scanning is a setting of the registry by now; that of a repository still works but is deprecated.',
  fix: 'ImageScanningConfiguration: { ScanOnPush: true }, or an AWS::ECR::RegistryScanningConfiguration with a filter that matches.',
  references: [
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html',
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html',
    'https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html',
  ],
  equivalents: {
    securityHub: ['ECR.1'], checkov: ['CKV_AWS_163'], trivy: ['AWS-0030'], kics: ['unscanned_ecr_image'], guard: ['ECR_REPO_SCAN_ON_PUSH'], cfnNag: ['W79'],
    prowler: ['ecr_repositories_scan_images_on_push_enabled', 'ecr_registry_scan_images_on_push_enabled'], awsConfig: ['ecr-private-image-scanning-enabled'], controlTower: ['CT.ECR.PR.2'],
  },
  presets: ['recommended', 'security', 'strict'],
  check(repository, { at, has, report, siblings, text, undecided }) {
    const [registry] = siblings(repository, 'AWS::ECR::RegistryScanningConfiguration', { run: true });
    const scanning = repository.ImageScanningConfiguration;
    if (!registry) {
      if (!scanning?.ScanOnPush) report(scanning ? at(scanning, 'ScanOnPush') : at(repository, 'ImageScanningConfiguration'), `images pushed to "${repository}" are not scanned`, scanning ? { fix: 'ScanOnPush: true', edit: [{ place: at(scanning, 'ScanOnPush'), value: true }] } : { edit: [{ place: at(repository, 'ImageScanningConfiguration'), value: { ScanOnPush: true } }] });
      return;
    }
    const filters = (registry.Rules ?? []).filter((rule) => rule.ScanFrequency !== 'MANUAL').flatMap((rule) => rule.RepositoryFilters ?? []);
    const named = has(repository, 'RepositoryName');
    // A filter for everything first: it needs no name.
    if (filters.some((filter) => filter.Filter === '*')) return;
    if (!named && filters.length > 0) undecided(`CloudFormation makes up the name of ${repository}`);
    if (filters.some((filter) => filter.Filter !== undefined && filterMatches(filter.Filter, text(repository, 'RepositoryName')))) return;
    const all = filters.map((filter) => `"${filter.Filter}"`).join(', ');
    report(at(repository, named ? 'RepositoryName' : undefined), `no scanning rule of the registry matches "${repository}"${all ? `; their filters are ${all}` : ''}`, {
      related: [[at(registry, 'Rules'), 'the rules of the registry']],
      fix: 'Add a filter that matches to the RegistryScanningConfiguration, e.g. "*".',
    });
  },
});

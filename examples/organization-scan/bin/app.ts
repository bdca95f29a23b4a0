import { App } from 'aws-cdk-lib';
import { MemberRole } from '../lib/member-role.js';
import { OrganizationScan } from '../lib/organization-scan.js';

const app = new App();
new OrganizationScan(app, 'OrganizationScan', { regions: ['eu-central-1', 'us-east-1'] });
// To be deployed to every account, as a StackSet or by whatever makes your accounts.
new MemberRole(app, 'OrganizationScanMember');
app.synth();

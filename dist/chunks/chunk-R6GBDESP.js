var package_default={name:"@aws-sdk/nested-clients",version:"3.998.4"};export{package_default};

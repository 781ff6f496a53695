'use strict';
module.exports = require('../task.cjs')('build');
